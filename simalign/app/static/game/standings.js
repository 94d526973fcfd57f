// Scores beside each other: a dot with its 95% interval a row, and a tick for each random plan.

import { colour, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { signedPercent } from "../base/words.js";
import { sheet, zoom } from "../charts/scales.js";
import { max, min, scaleLinear } from "../vendor/d3.js";

const [ROW, TOP, AXIS] = [34, 22, 22]; // pixels
const LETTER = 7.4; // pixels of a letter of a label, about
export const scoreText = (one) => t("game.score", { gain: signedPercent(one.gain), low: signedPercent(one.low), high: signedPercent(one.high) });

// rows: {name, gain, low, high, mine}. random: gains of random plans, drawn as ticks in a row of their own.
export function standings(rows, random, width) {
  const W = Math.max(280, Math.min(900, width / zoom()));
  const last = random.length ? 1 : 0;
  const H = TOP + ROW * (rows.length + last) + AXIS;
  const [ink, soft, grid, accent] = ["--ink", "--soft", "--grid", "--accent"].map(colour);
  const names = [...rows.map((one) => one.name), ...(last ? [t("game.random")] : [])];
  const narrow = W < 520;
  const left = narrow ? 8 : 16 + LETTER * Math.max(...names.map((name) => name.length));
  const values = [0, ...rows.flatMap((one) => [one.low, one.high]), ...random];
  const x = scaleLinear([min(values), max(values)], [left, W - 30]).nice(5);
  const picture = sheet(W, H, { "aria-label": rows.map((one) => `${one.name}: ${scoreText(one)}`).join("; ") });
  for (const tick of x.ticks(Math.max(3, W / 130))) {
    picture.append(svg("line", { x1: x(tick), x2: x(tick), y1: TOP - 4, y2: H - AXIS, stroke: tick === 0 ? soft : grid, "stroke-width": tick === 0 ? 2 : 1 }));
    picture.append(svg("text", { x: x(tick), y: H - 6, "font-size": 12, fill: soft, "text-anchor": "middle" }, signedPercent(tick)));
  }
  picture.append(svg("text", { x: x(0), y: 12, "font-size": 12, fill: soft, "text-anchor": x(0) > W - 60 ? "end" : "middle" }, t("game.usual")));
  const label = (name, y, bold) => svg("text", { x: narrow ? 8 : left - 12, y: narrow ? y - 9 : y + 4, "font-size": 13, fill: ink, "text-anchor": narrow ? "start" : "end", "font-weight": bold ? 700 : 400 }, name);
  rows.forEach((one, n) => {
    const y = TOP + ROW * (n + 0.5) + (narrow ? 6 : 0);
    const fill = one.mine ? accent : soft;
    picture.append(
      label(one.name, y, one.mine),
      svg("line", { x1: x(one.low), x2: x(one.high), y1: y, y2: y, stroke: fill, "stroke-width": 5, "stroke-opacity": 0.5, "stroke-linecap": "round" }),
      svg("circle", { cx: x(one.gain), cy: y, r: one.mine ? 7 : 5, fill, stroke: colour("--card"), "stroke-width": 1.5, "data-standing": one.name }),
    );
  });
  if (last) {
    const y = TOP + ROW * (rows.length + 0.5) + (narrow ? 6 : 0);
    const d = random.map((value) => `M${x(value).toFixed(1)} ${y - 6}V${y + 6}`).join("");
    picture.append(label(t("game.random"), y, false), svg("path", { d, stroke: soft, "stroke-width": 1, "stroke-opacity": 0.22, "data-random": random.length }));
  }
  return picture;
}
