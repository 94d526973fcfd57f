// One figure for a decision: what each policy is expected to be worth, and who would lead elsewhere.

import { colour, svg } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { policyTitle, signedPercent } from "../base/words.js";
import { scaleLinear } from "../vendor/d3.js";
import { sheet, zoom } from "./scales.js";

const [ROW, STRIP, TOP, AXIS] = [46, 70, 30, 24];
const KNOWN = ["push", "pull", "lead", "tell_and_sell", "laissez_faire", "status_quo"];

export function decisionFigure(found, flips, width) {
  const W = Math.max(280, Math.min(1200, (width - 40) / zoom()));
  const { standings } = found;
  const strips = [horizon(found), ...flips.map(context)].filter(changes);
  const H = TOP + ROW * standings.length + AXIS + 26 + STRIP * strips.length + 8;
  const spoken = standings.map((one) => t("decide.spoken", { policy: policyTitle(one.policy), gain: signedPercent(one.gain), low: signedPercent(one.low), high: signedPercent(one.high), best: Math.round(100 * one.best) })).join("; ");
  const picture = sheet(W, H, { "aria-label": spoken });
  picture.append(hatched());
  const names = standings.map((one) => one.policy);
  const colours = coloured(names);
  ranges(picture, standings, colours, W);
  for (const [n, one] of strips.entries()) strip(picture, one, colours, names, W, TOP + ROW * standings.length + AXIS + 26 + STRIP * n);
  return picture;
}

function coloured(names) {
  let spare = 0;
  return Object.fromEntries(names.map((name) => [name, colour(KNOWN.includes(name) ? `--policy-${name}` : `--policy-spare-${spare++ % 3}`)]));
}

function hatched() {
  const lines = svg("pattern", { id: "close", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  lines.append(svg("rect", { width: 7, height: 7, fill: colour("--card") }), svg("rect", { width: 2.2, height: 7, fill: colour("--soft"), "fill-opacity": 0.55 }));
  return svg("defs", {}, lines);
}

function ranges(picture, standings, colours, W) {
  const [ink, soft, grid] = ["--ink", "--soft", "--grid"].map(colour);
  const [low, high] = [Math.min(-0.02, ...standings.map((one) => one.low)), Math.max(0.02, ...standings.map((one) => one.high))];
  const x = scaleLinear([low, high], [12, W - 12]);
  const foot = TOP + ROW * standings.length;
  for (const tick of x.ticks(Math.max(3, W / 140))) picture.append(svg("line", { x1: x(tick), x2: x(tick), y1: 18, y2: foot, stroke: grid }), svg("text", { x: x(tick), y: foot + 15, "font-size": 12, fill: soft, "text-anchor": "middle" }, signedPercent(tick)));
  picture.append(svg("line", { x1: x(0), x2: x(0), y1: 18, y2: TOP + ROW * standings.length, stroke: soft, "stroke-width": 2 }));
  picture.append(svg("text", { x: Math.min(W - 4, Math.max(4, x(0))), y: 12, "font-size": 12, fill: soft, "text-anchor": x(0) < 60 ? "start" : x(0) > W - 60 ? "end" : "middle" }, t("decide.now")));
  standings.forEach((one, n) => {
    const y = TOP + ROW * n + 28;
    picture.append(
      svg("text", { x: 4, y: y - 12, "font-size": 13.5, "font-weight": 700, fill: ink }, `${n + 1}. ${policyTitle(one.policy)}`),
      svg("text", { x: W - 4, y: y - 12, "font-size": 12.5, fill: ink, "text-anchor": "end" }, t("decide.row", { gain: signedPercent(one.gain), best: Math.round(100 * one.best) })),
      svg("line", { x1: x(one.low), x2: x(one.high), y1: y, y2: y, stroke: colours[one.policy], "stroke-width": 6, "stroke-linecap": "round", "stroke-opacity": 0.45 }),
      svg("circle", { cx: x(one.gain), cy: y, r: 6.5, fill: colours[one.policy], stroke: colour("--card"), "stroke-width": 1.5, "data-standing": one.policy }),
    );
  });
}

// A strip of one colour would say no more than its sentence does.
const changes = ({ cells }) => cells.some(([, policy]) => policy !== cells[0][1]);

function horizon(found) {
  return { title: t("decide.byhorizon"), own: found.weeks, cells: found.horizon.map(([at, policy]) => [at, policy]), even: true };
}

function context(flip) {
  return { title: t("decide.by", { context: textOr(`context.${flip.context}.title`, flip.title.toLowerCase()) }), own: flip.own, cells: flip.leaders.map(([at, policy]) => [at, policy]), even: false };
}

// Cells of one width each; neighbours with the same leader are one.
function strip(picture, { title, own, cells, even }, colours, names, W, top) {
  const [ink, soft] = ["--ink", "--soft"].map(colour);
  const wide = (W - 8) / cells.length;
  picture.append(svg("text", { x: 4, y: top + 10, "font-size": 12.5, "font-weight": 700, fill: ink }, title));
  let start = 0;
  for (let n = 1; n <= cells.length; n++) {
    if (n < cells.length && cells[n][1] === cells[start][1]) continue;
    const policy = cells[start][1];
    const [left, across] = [4 + start * wide, (n - start) * wide];
    picture.append(svg("rect", { x: left, y: top + 16, width: across, height: 20, fill: policy ? colours[policy] : "url(#close)", stroke: colour("--card"), "stroke-width": 1, "data-leader": policy ?? "" }));
    const [whole, short] = policy ? [policyTitle(policy), String(1 + names.indexOf(policy))] : [t("decide.close"), ""];
    const text = across > 7.4 * whole.length ? whole : across > 9 ? short : "";
    if (text) picture.append(svg("text", { x: left + across / 2, y: top + 30.5, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill: policy ? colour("--letter") : ink, ...(policy ? {} : { stroke: colour("--card"), "stroke-width": 3, "paint-order": "stroke" }) }, text));
    start = n;
  }
  const ticks = even ? cells.map((_, n) => n).filter((n) => n === 0 || n === cells.length - 1 || (cells[n][0] % 52 === 0 && cells.length - n > 12)) : cells.map((_, n) => n);
  const at = cells.findIndex(([value]) => Math.abs(value - own) < 1e-9);
  for (const n of ticks) {
    const anchor = n === 0 && even ? "start" : n === cells.length - 1 && even ? "end" : "middle";
    const x = anchor === "start" ? 4 : anchor === "end" ? W - 4 : 4 + (n + 0.5) * wide;
    picture.append(svg("text", { x, y: top + 58, "text-anchor": anchor, "font-size": 11, fill: soft }, String(cells[n][0])));
  }
  const x = 4 + (at + 0.5) * wide;
  picture.append(svg("path", { d: `M${x - 6} ${top + 46}h12l-6 -9z`, fill: ink, stroke: colour("--card"), "stroke-width": 1.2, "data-own": "" }));
}
