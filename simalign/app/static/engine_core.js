// One run at a time in the compiled engine, engine.wasm. Names, types and shapes of all arrays come from engine.json,
// which Python writes. No drawing and no network: it runs in pages, workers and Node.
//
//   const engine = await Engine.of(bytes, manifest);
//   const world = { scenario: "default", size: 120 };
//   const run = engine.begin(scenarioArrays(manifest, world), 1, 0); // seed 1, replication 0
//   const plan = policyArrays(manifest, world, { preset: "push" });
//   const rows = engine.advance(run, plan, 52 + 156);   // Float64Array, a row of measures per week
//
// Memory is freed when the next run begins or an earlier one is restored.

const TYPES = {
  uint8: Uint8Array, int8: Int8Array, int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, float64: Float64Array,
};
const RECORD = 16384; // bytes of the record of a run, see entries.py
const LIKENESS = "rules.likeness";
const RANKS = 4; // numbers of a week: what the front line wants and does, then managers
export const PEOPLE = 2; // bytes of a member in a week: wants and does, in 255ths

export class Engine {
  static async of(bytes, manifest) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Engine(instance, manifest);
  }

  constructor(instance, manifest) {
    this.code = instance.exports;
    this.manifest = manifest;
    this.base = this.code.top();
  }

  // Set up the state before the first week; arrays: of a scenario, see scenarioArrays.
  begin(arrays, seed, replication) {
    if (this.#number(arrays, LIKENESS)) throw new Error(`another ${LIKENESS} is not available in the browser`);
    this.code.reset(this.base);
    const scenario = this.#write(this.manifest.scenario, { ...arrays, seed: [seed, replication] });
    const record = this.code.allocate(RECORD);
    this.#done(this.code.begin(scenario, record));
    const run = { record, weeks: 0, warmup: this.#number(arrays, "warmup"), surveyed: Boolean(arrays.numbers[0]?.length), written: null };
    return { ...run, people: this.structure(run).manager.values.length };
  }

  #number(arrays, name) {
    return arrays.parameters[this.manifest.parameters.indexOf(name)];
  }

  // Run further weeks under a policy and return their measures, a row per week; plan: see policyArrays.
  // record: arrays that receive, per week, what ranks want and do (4 numbers), and the bytes of people if it has them.
  advance(run, plan, weeks, record = null) {
    const policy = this.#policy(run, plan);
    const row = 8 * this.manifest.measures.length;
    const out = this.code.allocate(Math.max(8, row * weeks));
    const ranks = record ? this.code.allocate(Math.max(8, 8 * RANKS * weeks)) : 0;
    const people = record?.people ? this.code.allocate(Math.max(8, PEOPLE * run.people * weeks)) : 0;
    const stops = plan.events.map((event) => event.week);
    if (run.surveyed) stops.push(run.warmup);
    for (let done = 0; done < weeks;) {
      if (run.surveyed && run.weeks === run.warmup) this.#done(this.code.survey(run.record));
      for (const event of plan.events) if (event.week === run.weeks) this.#meet(run, event);
      const count = Math.min(weeks - done, ...stops.filter((week) => week > run.weeks).map((week) => week - run.weeks));
      this.#done(this.code.advance(run.record, policy, run.weeks, count, out + row * done, ranks && ranks + 8 * RANKS * done, people && people + PEOPLE * run.people * done));
      run.weeks += count;
      done += count;
    }
    record?.ranks.set(new Float64Array(this.code.memory.buffer, ranks, RANKS * weeks));
    record?.people?.set(new Uint8Array(this.code.memory.buffer, people, PEOPLE * run.people * weeks));
    return new Float64Array(this.code.memory.buffer, out, weeks * this.manifest.measures.length).slice();
  }

  // The ranks and people of this week, as advance records them.
  look(run, record) {
    const ranks = this.code.allocate(8 * RANKS);
    const people = record.people ? this.code.allocate(PEOPLE * run.people) : 0;
    this.#done(this.code.look(run.record, ranks, people));
    record.ranks.set(new Float64Array(this.code.memory.buffer, ranks, RANKS));
    record.people?.set(new Uint8Array(this.code.memory.buffer, people, PEOPLE * run.people));
  }

  // What a member lived through in the week that has just ended, by the names of manifest.lines, and their goals by
  // manifest.rows; before: see member_line in look.py.
  member(run, member, before) {
    const { lines, rows, goals } = this.manifest;
    const given = this.code.allocate(8 * before.length);
    new Float64Array(this.code.memory.buffer, given, before.length).set(before);
    const count = lines.length + rows.length * goals.length;
    const out = this.code.allocate(8 * count);
    this.#done(this.code.member(run.record, member, run.weeks - 1, given, out));
    const values = new Float64Array(this.code.memory.buffer, out, count);
    return { lines: values.slice(0, lines.length), rows: values.slice(lines.length) };
  }

  // The cost of the levers of one phase of a plan, in a run that has not begun, with the parameters of payers.
  cost(run, plan, phase) {
    const out = this.code.allocate(8);
    this.#done(this.code.cost(run.record, this.#policy(run, plan), phase, out));
    return new Float64Array(this.code.memory.buffer, out, 1)[0];
  }

  #meet(run, { kind, value, week }) {
    const address = this.code.allocate(8);
    new Float64Array(this.code.memory.buffer, address, 1)[0] = value;
    this.#done(this.code.event(run.record, kind, address, week));
  }

  // The arrays of the state by name, and those constants that manifest.structure names: views of memory, which are valid
  // until the next call.
  state(run) {
    return this.#read(run, this.manifest.state, this.code.describe);
  }

  structure(run) {
    return this.#read(run, this.manifest.structure, this.code.structure);
  }

  #read(run, fields, describe) {
    const table = this.code.allocate(16 * fields.length);
    this.#done(describe(run.record, table));
    const rows = new Int32Array(this.code.memory.buffer, table, 4 * fields.length);
    const arrays = {};
    fields.forEach(([name, kind, dimensions], n) => {
      const shape = Array.from(rows.subarray(4 * n + 1, 4 * n + 1 + dimensions));
      const length = shape.reduce((a, b) => a * b, 1);
      arrays[name] = { kind, shape, values: new TYPES[kind](this.code.memory.buffer, rows[4 * n], length) };
    });
    return arrays;
  }

  // The departments of the scenario that the organisation has, as indices of their names.
  departments(run) {
    const [, address, count] = new BigInt64Array(this.code.memory.buffer, run.record, 3);
    return Array.from(new BigInt64Array(this.code.memory.buffer, Number(address), Number(count)), Number);
  }

  // Everything about a run, to restore it later, also several times.
  snapshot(run) {
    return { run: { ...run, written: null }, bytes: new Uint8Array(this.code.memory.buffer, this.base, this.code.top() - this.base).slice() };
  }

  restore({ run, bytes }) {
    this.code.reset(this.base);
    this.code.allocate(bytes.length + 64);
    new Uint8Array(this.code.memory.buffer, this.base, bytes.length).set(bytes);
    this.code.reset(this.base + bytes.length);
    return { ...run };
  }

  #policy(run, plan) {
    if (run.written?.plan !== plan) run.written = { plan, address: this.#write(this.manifest.policy, plan) };
    return run.written.address;
  }

  #write(fields, arrays) {
    const table = this.code.allocate(16 * fields.length);
    fields.forEach(([name, kind, dimensions], n) => {
      const { values, shape } = flattened(arrays[name], dimensions);
      const address = this.code.allocate(Math.max(8, 8 * values.length));
      const wide = kind === "int64";
      const target = new TYPES[kind](this.code.memory.buffer, address, values.length);
      values.forEach((value, at) => { target[at] = wide ? BigInt(value) : value ?? NaN; });
      new Int32Array(this.code.memory.buffer, table + 16 * n, 4).set([address, ...shape]);
    });
    return table;
  }

  #done(status) {
    if (status !== 0) throw new Error(`the engine stopped with status ${status}`);
  }
}

// Numbers in nested lists as one list with its shape; {values, shape} is taken as it is.
function flattened(list, dimensions) {
  if (list.shape) return list;
  const shape = [];
  let inner = list;
  for (let n = 0; n < dimensions; n++) {
    shape.push(inner?.length ?? 0);
    inner = inner?.[0];
  }
  return { values: dimensions > 1 ? list.flat(dimensions - 1) : list, shape };
}

// The arrays of a shipped scenario with changes: {scenario, size, span, ...} of the organisation, and
// {parameters: {"context_trust": 0.3, "on.turnover": 0, ...}} by the names in engine.json. An organisation from files has
// a name in manifest.organisations: {scenario, organisation: "workshop"}.
export function scenarioArrays(manifest, { scenario = "default", organisation = null, parameters = {}, ...spec }) {
  const { arrays } = named(manifest.scenarios, scenario, "scenario");
  const imported = organisation === null ? null : named(manifest.organisations, organisation, "organisation");
  const trust = imported?.trust == null ? {} : { context_trust: imported.trust };
  const changed = (names, values, changes) => {
    const copy = [...values];
    for (const [name, value] of Object.entries(changes)) {
      const at = names.indexOf(name);
      if (at < 0) throw new Error(`no number of a scenario is called ${name}`);
      copy[at] = Number(value);
    }
    return copy;
  };
  return {
    ...arrays,
    ...imported?.arrays,
    parameters: changed(manifest.parameters, arrays.parameters, { ...trust, ...parameters }),
    organisation: changed(manifest.organisation, arrays.organisation, spec),
  };
}

// The departments that the arrays of a world describe.
export function departmentsOf(manifest, { scenario = "default", organisation = null }) {
  const { departments } = organisation === null ? named(manifest.scenarios, scenario, "scenario") : named(manifest.organisations, organisation, "organisation");
  return departments;
}

// The arrays of a policy {preset, levers, departments, phases: [{from, levers, ...}], rules: [{while, levers, ...}],
// events: [{week, trust}]}.
// world: as for scenarioArrays, whose warm-up comes before the policy.
export function policyArrays(manifest, world, policy) {
  const departments = departmentsOf(manifest, world);
  const warmup = scenarioArrays(manifest, world).parameters[manifest.parameters.indexOf("warmup")];
  const whole = writtenOut(manifest, policy, true);
  const table = Array.from({ length: departments.length + 1 }, () => manifest.columns.map((name) => manifest.status_quo[name]));
  const start = [];
  const levers = [];
  const add = (week, part) => {
    set(manifest, departments, table, part);
    if (start.at(-1) === week) levers.pop();
    else start.push(week);
    levers.push(table.map((row) => [...row]));
  };
  if (warmup > 0) add(0, {});
  add(warmup, whole);
  for (const phase of whole.phases ?? []) add(warmup + phase.from, writtenOut(manifest, phase, false));
  const rules = (whole.rules ?? []).map((rule) => {
    const [, measure, sign, number] = /^\s*(\w+)\s*(>=|<=|>|<)\s*(\S+)\s*$/.exec(rule.while) ?? [];
    if (!manifest.measures.includes(measure) || Number.isNaN(Number(number))) throw new Error(`not a condition: ${rule.while}`);
    const rows = table.map((row) => row.map(() => NaN));
    set(manifest, departments, rows, writtenOut(manifest, rule, false));
    return { measure: manifest.measures.indexOf(measure), operator: manifest.operators.indexOf(sign), threshold: Number(number), rows };
  });
  return {
    start,
    events: eventsOf(manifest, warmup, whole.events ?? []),
    levers: { values: levers.flat(2), shape: [levers.length, table.length, manifest.columns.length] },
    rule_measure: rules.map((rule) => rule.measure),
    rule_operator: rules.map((rule) => rule.operator),
    rule_threshold: rules.map((rule) => rule.threshold),
    rule_levers: { values: rules.flatMap((rule) => rule.rows.flat()), shape: [rules.length, table.length, manifest.columns.length] },
  };
}

// Events {week, trust | new_head | new_carers | demand} with their codes, in the order of their weeks. Those that change
// the organisation need Python.
function eventsOf(manifest, warmup, events) {
  const coded = events.map(({ week, ...change }) => {
    const [[name, value]] = Object.entries(change);
    const kind = manifest.events.indexOf(name);
    if (kind < 0) throw new Error(`the event ${name} is not available in the browser`);
    return { week: warmup + week, kind, value: Number(value) };
  });
  return coded.sort((a, b) => a.week - b.week);
}

// A part of a policy with its preset written out; a whole policy that only names a preset takes over all of it.
function writtenOut(manifest, part, whole) {
  const { preset, ...own } = typeof part === "string" ? { preset: part } : part;
  if (preset === undefined) return own;
  const base = named(manifest.policies, preset, "policy");
  if (whole && !own.levers && !own.phases && !own.rules && !own.departments) return { ...base, ...own };
  if (base.phases || base.rules || base.departments) throw new Error(`${preset} has phases, rules or departments, so it cannot be changed`);
  const below = { ...manifest.status_quo, ...values(manifest, base.levers ?? {}) };
  return { ...own, levers: { ...below, ...values(manifest, own.levers ?? {}) } };
}

// Levers by column: clarity sets the letters that are not set themselves, and "never" is an interval of 0.
function values(manifest, levers) {
  const { clarity, ...rest } = levers;
  const letters = clarity == null ? {} : Object.fromEntries(manifest.letters.map((name) => [name, clarity]));
  const set = Object.entries({ ...letters, ...rest }).filter(([, value]) => value != null);
  return Object.fromEntries(set.map(([name, value]) => [name, value === "never" ? 0 : Number(value)]));
}

function set(manifest, departments, table, part) {
  const write = (row, levers) => {
    for (const [name, value] of Object.entries(values(manifest, levers))) {
      const column = manifest.columns.indexOf(name);
      if (column < 0) throw new Error(`no lever is called ${name}`);
      row[column] = value;
    }
  };
  for (const row of table) write(row, part.levers ?? {});
  for (const [name, levers] of Object.entries(part.departments ?? {})) {
    const row = table[departments.indexOf(name)];
    if (row === undefined || !departments.includes(name)) throw new Error(`no department is called ${name}`);
    write(row, levers);
  }
}

function named(items, name, kind) {
  if (!Object.hasOwn(items, name)) throw new Error(`no ${kind} is called ${name}`);
  return items[name];
}
