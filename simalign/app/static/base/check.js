// All that is wrong with a request, as sentences that name the key, the value and what is allowed.

import { nearest } from "./nearest.js";
import { t } from "./text.js";

const LAST_WEEK = 65535; // in which a phase or an event can be

// manifest: of the engine; most: the limits of the page, from its catalogue.
export function checked(asked, manifest, most) {
  const problems = [];
  const say = (key, problem, value, allowed) => problems.push(`${key}: ${t(`problem.${problem}`, { value: String(value), allowed })}`);
  const name = (key, value, known) => {
    if (!known.includes(value)) say(key, "name", value, nearest(String(value), known));
  };
  const whole = (key, value, low, high) => {
    if (!Number.isInteger(value) || value < low || value > high) say(key, "whole", value, `${low}–${high}`);
  };
  const levers = (key, values) => {
    for (const [lever, value] of Object.entries(values ?? {})) {
      const range = manifest.levers[lever];
      const place = `${key}.${lever}`;
      if (!range) say(place, "name", lever, nearest(lever, Object.keys(manifest.levers)));
      else if (range.whole && !(range.never && value === "never")) whole(place, value, range.low, range.high);
      else if (!range.whole && !(typeof value === "number" && value >= range.low && value <= range.high)) say(place, "number", value, `${range.low}–${range.high}`);
    }
  };

  name("scenario", asked.scenario, Object.keys(manifest.scenarios));
  const { organisation = null } = asked;
  if (organisation === null) whole("size", asked.size, 2, most.members);
  else if (organisation.startsWith("own:")) {
    if (!manifest.organisations[organisation]) problems.push(t("problem.forgotten"));
  } else name("organisation", organisation, Object.keys(manifest.organisations).filter((one) => !one.startsWith("own:")));
  whole("weeks", asked.weeks, 4, most.weeks);
  whole("seed", asked.seed, 0, most.seed);
  whole("replications", asked.replications, 1, most.replications);
  const { policies } = asked;
  if (policies.length < 1 || policies.length > most.policies) say("policies", "count", policies.length, `1–${most.policies}`);
  policies.forEach((one, n) => {
    const key = `policies.${n}`;
    name(`${key}.preset`, one.preset, Object.keys(manifest.policies));
    if (one.name.length > most.name || !one.name.trim()) say(`${key}.name`, "text", one.name, most.name);
    if (policies.findIndex((other) => other.name === one.name) < n) say(`${key}.name`, "twice", one.name, "");
    levers(`${key}.levers`, one.levers);
    if ((one.phases ?? []).length > most.phases) say(`${key}.phases`, "count", one.phases.length, `0–${most.phases}`);
    (one.phases ?? []).forEach((phase, m) => {
      whole(`${key}.phases.${m}.from`, phase.from, 0, LAST_WEEK);
      levers(`${key}.phases.${m}.levers`, phase.levers);
      if (m && phase.from <= one.phases[m - 1].from) say(`${key}.phases.${m}.from`, "order", phase.from, one.phases[m - 1].from + 1);
    });
    for (const [m, event] of (one.events ?? []).entries()) whole(`${key}.events.${m}.week`, event.week, 0, LAST_WEEK);
  });
  if (problems.length) return problems;

  const size = organisation === null ? asked.size : manifest.organisations[organisation].ids.length;
  const weeks = manifest.scenarios[asked.scenario].warmup + asked.weeks * policies.length;
  const work = size * weeks * asked.replications;
  if (work > most.work) say("replications", "work", asked.replications, Math.floor(most.work / (size * weeks)));
  return problems;
}
