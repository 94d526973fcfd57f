// What the week shows, in a sentence or two that follow from the numbers alone.

import { trace } from "./curves.js";
import { list, percent, points, several } from "./words.js";

const NEAR = 0.02; // changes below two points are called hardly any

function about(by, what) {
  return Math.abs(by) < NEAR ? `${what} hardly at all` : `${what} by ${points(by)} points`;
}

export function finding(run, titles, week) {
  const whole = Math.round(week);
  if (whole === 0) {
    const [want, know, do_] = ["want", "know", "do"].map((name) => percent(trace(run, 0, name)[0]));
    return `Before the policies start, everybody is managed alike: people spend ${do_} of their week on what the strategy asks, want to spend ${want}, and are ${know} right about what it is. Press play.`;
  }
  const parts = titles.map((title, n) => {
    const moved = (name) => trace(run, n, name)[whole] - trace(run, n, name)[0];
    return `${title} has moved ${about(moved("do"), "what people do")} and ${about(moved("want"), "what they want")}`;
  });
  return `After ${several(whole, "week")}, ${list(parts)}.`;
}
