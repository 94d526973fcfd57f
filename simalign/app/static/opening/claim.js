// The run behind the opening and what it claims: once checking stops, people stop doing more, and want what they wanted.

import { policy } from "../base/address.js";
import { trace } from "../base/run.js";

export const STOP = 18; // week from which nobody checks; orders and bonus stay
const END = 26; // before the first review of the strategy takes effect, which would move everybody

export const ASKED = {
  scenario: "default", size: 120, weeks: END, seed: 1, replications: 10,
  policies: [{ ...policy("push"), name: `push until week ${STOP}`, phases: [{ from: STOP, levers: { monitoring: 0 } }] }],
};

const whole = (x) => Math.round(100 * x);

// The numbers that the opening shows, all of them read off the run.
export function claim(run) {
  const [does, wants] = ["do", "want"].map((name) => [...trace(run, 0, name)].map(whole));
  const gone = does.findIndex((value, week) => week > STOP && value <= does[0]);
  return { gained: does[STOP] - does[0], wanted: wants[STOP] - wants[0], left: does[END] - does[0], end: END, weeks: gone < 0 ? null : gone - STOP };
}

// Whether the run still shows what the opening says of it.
export function holds({ gained, wanted, left, weeks }) {
  return gained >= 4 && Math.abs(wanted) <= 2 && left <= 1 && weeks !== null && weeks <= 8;
}
