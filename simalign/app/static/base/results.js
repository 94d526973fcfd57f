// The page's only way to results of the model, which the engine in engine.js computes in Web Workers.
//
//   run(asked)            Run the policies of a request and return the run below.
//   story(asked, member)  Return what one member hears, wants and does under every policy.
//   series(asked)         Return the measures of all runs.
//   archive(asked)        Return the files of an export: the command, scenario and policies, and the series of all runs.
//
// A request has: scenario, size or organisation, weeks, seed, replications, and policies [{name, preset, levers, phases,
// events}]; others changes of the scenario's numbers too, {parameters: {"context_trust": 0.3}}.
// A run has: weeks, seed, replications, goals [{name, external}], measures [name], departments [name], command,
// members [{name, manager, department, role, front, depth}], policies [{name, cost, mark, events}], and arrays, of which
// each policy n has: bandsN (3, measures, weeks + 1), mean and ends of the 95% confidence band; ranksN (2, 2, weeks + 1),
// what the front line and managers want and do; and by week and member of the first replication, (weeks + 1, members) in
// 255ths, wantN and doN; strategyN (weeks + 1, goals).
// Raises Refused with all that is wrong with a request.

import { PEOPLE } from "../engine_core.js";
import { band, start } from "../engine.js";
import { checked } from "./check.js";
import { commandOf, fileName, isShipped, policyText, scenarioText, seriesText } from "./command.js";
import { Held } from "./held.js";
import { personName } from "./names.js";
import { Refused } from "./refused.js";
import { engineParts, saved } from "./saved.js";
import { t } from "./text.js";
import { catalogue } from "./wire.js";
import { plain } from "./words.js";

const CAPACITY = 96 * 2 ** 20; // bytes of results that are kept for further requests
const FRONT = "specialist";

const held = new Held(CAPACITY); // results of a policy by all that they depend on
let engine = null;

// The engine, started once.
export function ready() {
  engine ??= begun();
  return engine;
}

async function begun() {
  const parts = await engineParts();
  const running = await start(parts ? { parts } : {});
  for (const [name, organisation] of Object.entries(saved?.organisations ?? {})) await running.add(name, organisation);
  return running;
}

const worldOf = ({ scenario, organisation = null, size, parameters }) => ({ scenario, ...(organisation === null ? { size } : { organisation }), ...(parameters ? { parameters } : {}) });
const plainPolicy = ({ preset, levers, phases, events }) => ({ preset, ...(Object.keys(levers ?? {}).length ? { levers } : {}), ...(phases?.length ? { phases } : {}), ...(events?.length ? { events } : {}) });

async function valid(asked) {
  const [{ manifest }, { most }] = await Promise.all([ready(), catalogue()]);
  const problems = checked(asked, manifest, most);
  if (problems.length) throw new Refused(problems);
}

// What one policy gives, from what is held or from the engine.
async function computed(asked, one) {
  const [world, policy] = [worldOf(asked), plainPolicy(one)];
  const { seed, replications, weeks } = asked;
  const key = JSON.stringify([world, policy, seed, replications, weeks]);
  const known = held.get(key);
  if (known) return known;
  const running = await ready();
  const [runs, cost] = await Promise.all([
    running.runs({ world, policy, seed, replications, weeks, people: true }),
    running.cost({ world, policy, weeks }),
  ]);
  const result = { ...arrays(runs, running.manifest, weeks), members: runs.members, series: runs.series, cost, mark: key };
  held.put(key, result);
  return result;
}

function arrays({ series, ranks, people, strategy }, { measures, t: quantiles }, weeks) {
  const W = weeks + 1;
  const bands = new Float32Array(3 * measures.length * W);
  measures.forEach((_, m) => {
    Object.values(band(series, m, measures.length, quantiles)).forEach((row, which) => {
      bands.set(row.map((value) => (Number.isNaN(value) ? 0 : value)), (which * measures.length + m) * W);
    });
  });
  const means = new Float32Array(4 * W);
  for (let week = 0; week < W; week++) {
    for (let n = 0; n < 4; n++) means[n * W + week] = ranks.reduce((sum, one) => sum + one[4 * week + n], 0) / ranks.length;
  }
  const [want, does] = Array.from({ length: PEOPLE }, (_, column) => Uint8Array.from({ length: people.length / PEOPLE }, (__, i) => people[PEOPLE * i + column]));
  return { bands, ranks: means, want, do: does, strategy };
}

function membersOf({ manager, department, role }, manifest, asked) {
  const imported = manifest.organisations[asked.organisation];
  const numbered = imported && imported.names[0] === imported.ids[0];
  const depth = [];
  const depthOf = (i) => (depth[i] ??= manager[i] === i ? 1 : depthOf(manager[i]) + 1);
  const name = (i) => (!imported ? personName(i, asked.seed) : numbered ? t("person.number", { n: imported.names[i] }) : imported.names[i]);
  return Array.from(manager, (boss, i) => {
    const title = manifest.roles[role[i]];
    return { name: name(i), manager: boss, department: department[i], role: plain(title), front: title === FRONT, depth: depthOf(i) };
  });
}

function departmentNames({ departments }, manifest, { scenario, organisation = null }) {
  const names = organisation === null ? manifest.scenarios[scenario].departments : manifest.organisations[organisation].departments;
  return departments.map((n) => plain(names[n]));
}

const eventText = ({ week, ...change }) => {
  const [[kind, value]] = Object.entries(change);
  return { week, text: t(`event.${kind}`, { value: Number(value) }) };
};

export const results = {
  async run(asked) {
    await valid(asked);
    const { manifest } = await ready();
    const found = await Promise.all(asked.policies.map((one) => computed(asked, one)));
    const fields = ["bands", "ranks", "want", "do", "strategy"];
    return {
      weeks: asked.weeks,
      seed: asked.seed,
      replications: asked.replications,
      scenario: asked.scenario,
      goals: manifest.goals.map((goal) => ({ ...goal, name: plain(goal.name) })),
      measures: manifest.measures,
      departments: departmentNames(found[0].members, manifest, asked),
      members: membersOf(found[0].members, manifest, asked),
      policies: asked.policies.map((one, n) => ({ name: one.name, cost: found[n].cost, mark: found[n].mark, events: (one.events ?? []).map(eventText) })),
      command: commandOf(asked, manifest),
      arrays: Object.fromEntries(found.flatMap((one, n) => fields.map((name) => [`${name}${n}`, one[name]]))),
    };
  },

  async story(asked, member) {
    await valid(asked);
    const running = await ready();
    const { manifest } = running;
    if (manifest.organisations[asked.organisation]?.surveyed) throw new Refused([t("problem.surveyed")]);
    const { members } = await computed(asked, asked.policies[0]);
    const people = membersOf(members, manifest, asked);
    const { seed, weeks } = asked;
    const lives = await Promise.all(asked.policies.map((one) => running.story({ world: worldOf(asked), policy: plainPolicy(one), seed, weeks, member })));
    return {
      member,
      person: people[member],
      leader: lives[0].leader,
      manager: people[people[member].manager].name,
      reports: people.filter((one, n) => one.manager === member && n !== member).length,
      colleagues: lives[0].ties.map((j) => people[j].name),
      lines: manifest.lines,
      arrays: Object.fromEntries(lives.flatMap((one, n) => ["lines", "events"].map((name) => [`${name}${n}`, one[name]]))),
    };
  },

  async archive(asked) {
    const { manifest } = await ready();
    const { series } = await results.series(asked);
    const own = asked.policies.map((one, n) => [fileName(one, n), policyText(one)]).filter((_, n) => !isShipped(asked.policies[n]));
    return {
      "command.txt": `${commandOf(asked, manifest)}\n`,
      "scenario.yaml": scenarioText(asked),
      "series.csv": seriesText(asked.policies.map((one) => one.name), series, manifest.measures),
      ...Object.fromEntries(own),
      ...manifest.organisations[asked.organisation]?.files,
    };
  },

  // The measures of all runs: by policy, of each replication, (weeks + 1, measures); the names of the measures; and
  // Student's t quantiles by the number of replications, from 1 on.
  async series(asked) {
    await valid(asked);
    const { manifest } = await ready();
    const found = await Promise.all(asked.policies.map((one) => computed(asked, one)));
    return { series: found.map((one) => one.series), measures: manifest.measures, quantiles: manifest.t };
  },

  // Makes an organisation from files available under a name, or takes it away with everything computed from it.
  async add(name, organisation) {
    await (await ready()).add(name, organisation);
  },

  async forget(name) {
    await (await ready()).forget(name);
    for (const key of [...held.entries.keys()]) if (key.includes(JSON.stringify(name))) held.drop(key);
  },
};
