// What the week shows, in two sentences that follow from the numbers on the screen alone.

import { trace } from "../base/run.js";
import { t } from "../base/text.js";
import { apart, list, percent, signed } from "../base/words.js";

const CLEAR = 4; // points, from which on a difference is pointed out
const SAME = 2; // points, up to which two things count as about the same

export function finding(run, titles, week) {
  const whole = Math.round(week);
  const at = (n, name) => trace(run, n, name)[whole];
  if (whole === 0) return t("finding.start", { does: percent(at(0, "do")), wants: percent(at(0, "want")) });
  const usual = titles.length > 1 ? run.policies.findIndex((one) => one.name === "status_quo") : -1;
  const others = titles.map((_, n) => n).filter((n) => n !== usual);
  const by = (n, name) => apart(at(n, name), usual < 0 ? trace(run, n, name)[0] : at(usual, name));
  const each = others.map((n, place) => t(place ? "finding.next" : "finding.policy", { policy: titles[n], does: signed(by(n, "do")), wants: signed(by(n, "want")) }));
  const first = usual < 0 ? t("finding.since", { weeks: whole, policies: each.join("; ") }) : t("finding.compared", { weeks: whole, usual: titles[usual], policies: each.join("; ") });
  return `${first} ${verdict(others, titles, by)}`.trim();
}

// The policy whose people do more without wanting more, or who want as much more as they do.
function verdict(others, titles, by) {
  const hands = others.filter((n) => by(n, "do") >= CLEAR && Math.abs(by(n, "want")) <= SAME);
  const hearts = others.filter((n) => by(n, "want") >= CLEAR);
  const parts = [];
  if (hands.length) parts.push(t("finding.hands", { policies: list(hands.map((n) => titles[n])), n: hands.length }));
  if (hearts.length) parts.push(t("finding.hearts", { policies: list(hearts.map((n) => titles[n])), n: hearts.length }));
  return parts.join(" ");
}
