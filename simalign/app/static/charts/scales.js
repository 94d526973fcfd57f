// Scales, axes and label places that all charts share; sizes are pixels of a laptop's screen.

import { colour, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { percent } from "../base/words.js";
import { axisBottom, axisLeft, scaleLinear, select } from "../vendor/d3.js";

export const SIZE = 12; // pixels of the letters of an axis
const USUAL = 15; // pixels of the page's letters on a laptop
const LEAST = 0.1; // of a whole, the least that an axis shows

// How much larger than in its own pixels a chart is shown, so that its letters grow with those of the page.
export const zoom = () => Math.max(1, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL);

// The picture of a chart, of its size in its own pixels.
export function sheet(width, height, given) {
  const scale = zoom();
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width: scale * width, height: scale * height, role: "img", ...given });
}

// The smallest and the largest number of several rows; [0, 1] without any.
function ends(rows) {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    for (const value of row) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? [0, 1] : [low, high];
}

// Low and high of a y axis for rows of values; bands may reach beyond what is possible, the axis does not.
export function domain(values, bands) {
  let [low, high] = ends([...values, ...bands]);
  const [least, most] = ends(values);
  if (least >= 0) low = Math.max(0, low);
  if (most <= 1) high = Math.min(1, high);
  if (high - low < LEAST) [low, high] = high + LEAST > 1 ? [high - LEAST, high] : [low, low + LEAST];
  return scaleLinear([low, high], [0, 1]).nice(4).domain();
}

// Weeks that get a tick, and their text.
export function weekTicks(weeks, width) {
  const most = Math.max(2, Math.floor(width / 66));
  const step = (weeks > 78 ? [26, 52, 104, 260] : [1, 2, 4, 13, 26]).find((one) => weeks / one <= most) ?? 520;
  const ticks = [];
  for (let week = 0; week <= weeks; week += step) ticks.push(week);
  return ticks;
}

export const weekText = (week, weeks) => {
  if (week === 0) return t("axis.start");
  return weeks > 78 && week % 52 === 0 ? t("axis.year", { n: week / 52 }) : t("axis.week", { n: week });
};

// Both axes of a chart over weeks, with grid lines, drawn into an SVG element.
export function drawAxes(picture, x, y, weeks, format = percent) {
  const [grid, soft] = [colour("--grid"), colour("--soft")];
  const [left, right] = x.range();
  const [bottom] = y.range();
  const vertical = select(picture).append("g").attr("transform", `translate(${left},0)`);
  vertical.call(axisLeft(y).ticks(4).tickSize(left - right).tickPadding(5).tickFormat(format));
  vertical.selectAll("line").attr("stroke", grid);
  const across = select(picture).append("g").attr("transform", `translate(0,${bottom})`);
  across.call(axisBottom(x).tickValues(weekTicks(weeks, right - left)).tickSize(4).tickFormat((week) => weekText(week, weeks)));
  across.selectAll("line").attr("stroke", soft);
  for (const group of [vertical, across]) {
    group.select(".domain").remove();
    group.attr("font-size", SIZE).attr("font-family", null);
    group.selectAll("text").attr("fill", soft);
  }
  across.selectAll("text").attr("text-anchor", (week) => (week === 0 ? "start" : x(week) > right - 14 ? "end" : "middle"));
}

// A name in at most two lines; what does not fit is cut, with an ellipsis.
export function inLines(name, longest) {
  if (name.length <= longest) return [name];
  const space = name.lastIndexOf(" ", longest);
  const parts = space > 0 ? [name.slice(0, space), name.slice(space + 1)] : [name];
  return parts.map((part) => (part.length > longest ? `${part.slice(0, longest - 1)}…` : part));
}

// Heights of labels that lie as near as they can to what they name, and at least so far apart.
export function spread(heights, least, low, high) {
  const order = heights.map((_, n) => n).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  order.forEach((n, rank) => { placed[n] = Math.max(placed[n], low, rank ? placed[order[rank - 1]] + least : low); });
  let limit = high;
  for (const n of order.toReversed()) {
    placed[n] = Math.min(placed[n], limit);
    limit = placed[n] - least;
  }
  return placed;
}
