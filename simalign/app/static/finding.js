// What the week shows, in a sentence or two that follow from the numbers alone.

import { trace } from "./curves.js";
import { percent, points, several } from "./words.js";

export function finding(run, titles, week) {
  const whole = Math.round(week);
  if (whole === 0) {
    const [want, know, do_] = ["want", "know", "do"].map((name) => percent(trace(run, 0, name)[0]));
    return `Before the policies start, people spend ${do_} of their week on what the strategy asks of their department, would like to spend ${want}, and are ${know} right about what it asks. Press Play to see what the policies move.`;
  }
  const usual = titles.length > 1 ? run.policies.findIndex((one) => one.name === "status_quo") : -1;
  const moved = (n, name) => trace(run, n, name)[whole] - trace(run, n, name)[0];
  const by = (n, name) => points(moved(n, name) - (usual < 0 ? 0 : moved(usual, name)));
  const others = titles.map((title, n) => [title, n]).filter(([, n]) => n !== usual);
  const each = others.map(([title, n], place) => (place
    ? `${title} by ${by(n, "do")} and ${by(n, "want")}`
    : `${title} has moved what people do by ${by(n, "do")} points and what they want by ${by(n, "want")}`));
  return `After ${several(whole, "week")}${usual < 0 ? "" : `, compared with ${titles[usual]}`}, ${each.join("; ")}.`;
}
