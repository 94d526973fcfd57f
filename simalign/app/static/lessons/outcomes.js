// What follows from the run of a lesson: the run itself, places of guesses on its curves, sentences about it.

import { policy } from "../base/address.js";
import { html } from "../base/elements.js";
import { trace } from "../base/run.js";
import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";

// What the run shows: sentences, each with the number on which it rests.
export function findings(all) {
  if (!all.length) return "";
  const said = ({ week, since, policy: name, against }) => t("lessons.rests", { week, since: since ?? "none", policy: policyTitle(name), against: against === null ? "none" : policyTitle(against) });
  return html("div", { class: "findings" }, html("h3", {}, t("lessons.findings")), html("ul", {}, ...all.map((one) => html("li", {}, html("b", {}, one.number), html("div", {}, one.text, html("span", { class: "help" }, ` ${one.phrase}, ${said(one)}`))))));
}

// Where the number that a question asks for is counted from, on the curves of a run.
export function countedFrom(run, names, { measure, week, since, policy: name, against }) {
  const at = (one, when) => trace(run, names.indexOf(one), measure)[when];
  const before = since === null ? 0 : at(name, since);
  return against === null ? before : before + at(against, week) - (since === null ? 0 : at(against, since));
}

// The run of a lesson with everything that it leaves out.
export function whole({ policies, ...run }) {
  const named = policies.map((one) => structuredClone({ ...policy(one.preset ?? "status_quo"), ...one, name: one.name ?? one.preset ?? "status_quo" }));
  return { scenario: "default", organisation: null, size: 120, weeks: 156, seed: 1, replications: 10, ...run, policies: named };
}
