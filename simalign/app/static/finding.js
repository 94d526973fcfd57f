// What the week shows, in a sentence or two that follow from the numbers alone.

import { trace } from "./curves.js";
import { list, percent, points, several } from "./words.js";

export function finding(run, titles, week) {
  const whole = Math.round(week);
  if (whole === 0) {
    const [want, know, do_] = ["want", "know", "do"].map((name) => percent(trace(run, 0, name)[0]));
    return `Before the policies start, everybody is managed alike: people spend ${do_} of their week on what the strategy asks, want to spend ${want}, and are ${know} right about what it is. Press Play to see what the policies move.`;
  }
  const moved = (name) => titles.map((_, n) => points(trace(run, n, name)[whole] - trace(run, n, name)[0]));
  const does = moved("do").map((by, n) => `${n ? by : `${by} points`} under ${titles[n]}`);
  return `After ${several(whole, "week")}, what people do has moved ${list(does)}. What they want has moved ${list(moved("want"))}.`;
}
