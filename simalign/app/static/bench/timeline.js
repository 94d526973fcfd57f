// The phases of a policy on a line of weeks: each a handle that is dragged, or moved by the arrow keys.

import { html, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { scaleLinear } from "../vendor/d3.js";

const PAD = 14; // pixels at each end
const ENDS = ["pointerup", "pointercancel"];

// on: {moved(n, week), chosen(n)}; n is -1 for the start of the policy
export function timeline(phases, chosen, weeks, W, colour, on) {
  const picture = svg("svg", { viewBox: `0 0 ${W} 52`, role: "group", "aria-label": t("timeline.label") });
  const x = scaleLinear([0, weeks], [PAD, W - PAD]).clamp(true);
  const perPixel = (width) => (weeks / (W - 2 * PAD)) * (W / width); // of the screen
  const all = [0, ...phases.map((phase) => phase.from)];
  all.forEach((from, n) => {
    const end = Math.min(weeks, all[n + 1] ?? weeks);
    const isChosen = n - 1 === chosen;
    picture.append(svg("rect", { x: x(from), y: 20, width: Math.max(0, x(end) - x(from)), height: 12, fill: colour, "fill-opacity": isChosen ? 0.75 : 0.25 + 0.1 * (n % 2) }));
  });
  for (const [n, phase] of phases.entries()) picture.append(handle(phase, n, limits(phases, n, weeks), x, perPixel, n === chosen, picture, on));
  return picture;
}

/** @returns {[number, number]} */
function limits(phases, n, weeks) {
  return [(phases[n - 1]?.from ?? 0) + 1, (phases[n + 1]?.from ?? weeks) - 1];
}

function handle(phase, n, [low, high], x, perPixel, chosen, picture, on) {
  const group = svg("g", {
    tabindex: 0, role: "slider", "aria-label": t("timeline.change", { n: n + 1 }), "aria-valuemin": low, "aria-valuemax": high,
    "aria-valuenow": phase.from, "aria-valuetext": t("axis.week", { n: phase.from }), cursor: "ew-resize", "data-phase": n,
  });
  const at = x(phase.from);
  group.append(
    svg("rect", { x: at - 14, y: 0, width: 28, height: 52, fill: "transparent" }),
    svg("line", { x1: at, x2: at, y1: 12, y2: 42, stroke: "currentColor", "stroke-width": 3 }),
    svg("circle", { cx: at, cy: 26, r: chosen ? 9 : 7, fill: "currentColor" }),
    svg("text", { x: at, y: 9, "text-anchor": "middle", "font-size": 12, fill: "currentColor" }, t("axis.week", { n: phase.from })),
  );
  const go = (week) => on.moved(n, Math.min(high, Math.max(low, Math.round(week))));
  group.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const { width } = picture.getBoundingClientRect(); // before it is drawn anew
    const start = phase.from;
    const move = (later) => go(start + perPixel(width) * (later.clientX - event.clientX));
    const stop = () => {
      removeEventListener("pointermove", move);
      for (const end of ENDS) removeEventListener(end, stop);
    };
    on.chosen(n);
    addEventListener("pointermove", move);
    for (const end of ENDS) addEventListener(end, stop);
  });
  group.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -13, PageUp: 13 }[event.key];
    const to = { Home: low, End: high }[event.key] ?? (by ? phase.from + by : null);
    if (to === null) return;
    event.preventDefault();
    on.chosen(n);
    go(to);
  });
  return group;
}

export function weekField(phase, n, phases, weeks, on) {
  const [low, high] = limits(phases, n, weeks);
  const field = html("input", { type: "number", min: low, max: high, step: 1, value: phase.from, onchange: () => on.moved(n, Math.min(high, Math.max(low, Math.round(Number(field.value)) || low))) });
  return html("label", {}, t("timeline.from"), " ", field);
}
