// The command line and the files that repeat a comparison outside the page.

const SAFE = /^[\w@%+=:,./-]+$/;
const FORMULA = /^[=+\-@\t\r]/; // a cell that a spreadsheet takes for a formula

const quoted = (word) => (SAFE.test(word) ? word : `'${word.replaceAll("'", "'\"'\"'")}'`);

// Whether a policy is an unchanged shipped one, so that the command line can use its name.
export const isShipped = ({ name, preset, levers, phases, events }) => name === preset && !Object.keys(levers ?? {}).length && !phases?.length && !events?.length;

// A file name for policy number n, counted from 0.
export function fileName({ name }, n) {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `policy-${n + 1}${slug ? "-" : ""}${slug}.yaml`;
}

// The command that computes the same runs; changed policies are files of the archive.
export function commandOf(asked, manifest) {
  const { scenario, organisation = null, size, weeks, seed, replications, policies } = asked;
  const files = policies.map((one, n) => (isShipped(one) ? one.name : fileName(one, n)));
  const words = ["simalign", "compare", scenario];
  if (organisation === null) words.push("--set", `organisation.size=${size}`);
  else words.push(...(manifest.organisations[organisation]?.options ?? ["--organisation", organisation]));
  words.push("--weeks", String(weeks), "--policies", files.join(","), "--replications", String(replications), "--seed", String(seed));
  return words.map(quoted).join(" ");
}

const levers = (values, indent) => Object.entries(values).map(([name, value]) => `${indent}${name}: ${value}\n`).join("");

// A policy as the text of a policy file.
export function policyText({ name, preset, levers: own, phases = [], events = [] }) {
  const parts = [`name: ${JSON.stringify(name)}\npreset: ${preset}\n`];
  if (Object.keys(own ?? {}).length) parts.push(`levers:\n${levers(own, "  ")}`);
  if (phases.length) parts.push("phases:\n", ...phases.map((phase) => `- from: ${phase.from}\n  levers:\n${levers(phase.levers, "    ")}`));
  if (events.length) parts.push("events:\n", ...events.map(({ week, ...change }) => `- week: ${week}\n${levers(change, "  ")}`));
  return parts.join("");
}

// The scenario as the text of a file: the scenario that it extends and the values that the page has set.
export function scenarioText({ scenario, organisation = null, size, weeks }) {
  return `extends: ${scenario}\nname: ${scenario}\n${organisation === null ? `organisation:\n  size: ${size}\n` : ""}weeks: ${weeks}\n`;
}

function cell(text) {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

// All runs as CSV: policy, replication, week and one column per measure, at full precision; the cell of a number that
// does not exist is empty. series: by policy, of each replication, (weeks + 1, measures).
export function seriesText(names, series, measures) {
  const lines = [["policy", "replication", "week", ...measures].join(",")];
  for (const [n, runs] of series.entries()) {
    for (const [replication, run] of runs.entries()) {
      for (let week = 0; week < run.length / measures.length; week++) {
        const row = Array.from(run.subarray(week * measures.length, (week + 1) * measures.length), (value) => (Number.isNaN(value) ? "" : String(value)));
        lines.push([cell(names[n]), replication, week, ...row].join(","));
      }
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}
