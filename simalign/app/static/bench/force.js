// Levers in force: what a preset sets, what is changed from the start, and what each later change adds.

import { t, textOr } from "../base/text.js";
import { inside, percent } from "../base/words.js";

export const titleOf = (lever) => textOr(`lever.${lever.name}.title`, lever.help.title);

// A value of a lever as people say it.
export function shown(lever, value) {
  if (value === "never") return t("lever.never");
  if (lever.unit === "goals") return t("count.goals", { n: value });
  return lever.step === 1 ? t("lever.every", { n: value }) : percent(value);
}

// Levers in force in a phase (-1: from the start), by name.
export function inForce(policy, phase, catalogue) {
  const preset = catalogue.policies.find((one) => one.name === policy.preset);
  const letters = catalogue.levers.filter((one) => one.letter).map((one) => one.name);
  const all = { ...preset.levers };
  const set = (levers) => {
    for (const [name, value] of Object.entries(levers)) {
      all[name] = value;
      if (name === "clarity") for (const letter of letters) if (!(letter in levers)) all[letter] = value;
    }
  };
  set(policy.levers);
  for (const one of policy.phases.slice(0, phase + 1)) set(one.levers);
  return all;
}

// What a policy has that its preset has not, in a sentence; empty where it is the preset.
export function differences(policy, catalogue) {
  const known = Object.fromEntries(catalogue.levers.map((one) => [one.name, one]));
  const said = (levers) => Object.entries(levers).filter(([name]) => known[name]).map(([name, value]) => t("lever.set", { lever: inside(titleOf(known[name])), value: shown(known[name], value) })).join(", ");
  const later = policy.phases.map((one) => t("lever.from", { week: one.from, levers: said(one.levers) || t("lever.nothing") }));
  return [said(policy.levers), ...later].filter(Boolean).join("; ");
}

export const isChanged = (policy) => Object.keys(policy.levers).length > 0 || policy.phases.length > 0;
