// Colour and dash of each policy, the same wherever it is drawn.

import { colour, svg } from "../base/elements.js";

const DASHES = { status_quo: "1.5 4" };
const SPARE_DASHES = ["", "7 4", "9 3 2 3"];

// A policy with a name of its own, or a preset that is there twice, gets a spare colour.
export function looks(policies) {
  const seen = new Set();
  let [spare, dash] = [0, 0];
  return policies.map(({ preset, name: title }) => {
    const known = title === preset && !seen.has(preset) && colour(`--policy-${preset}`);
    if (title === preset) seen.add(preset);
    const name = known ? `--policy-${preset}` : `--policy-spare-${spare++ % 3}`;
    return { name, colour: colour(name), dash: known && DASHES[preset] ? DASHES[preset] : SPARE_DASHES[dash++ % 3] };
  });
}

export function sample(look) {
  return svg("svg", { viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" }, svg("line", { x1: 1, x2: 33, y1: 5, y2: 5, stroke: look.colour, "stroke-width": 2.6, "stroke-dasharray": look.dash }));
}
