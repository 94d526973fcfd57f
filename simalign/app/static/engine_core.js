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
  int8: Int8Array, int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, float64: Float64Array,
};
const RECORD = 16384; // bytes of the record of a run, see entries.py
const LIKENESS = "rules.likeness";

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
    this.code.reset(this.base);
    const scenario = this.#write(this.manifest.scenario, { ...arrays, seed: [seed, replication] });
    const record = this.code.allocate(RECORD);
    this.#done(this.code.begin(scenario, record));
    const cosine = arrays.parameters[this.manifest.parameters.indexOf(LIKENESS)] !== 0;
    return { record, cosine, weeks: 0, people: Number(arrays.organisation[0]) };
  }

  // Run further weeks under a policy and return their measures, a row per week; plan: see policyArrays.
  advance(run, plan, weeks) {
    const policy = this.#write(this.manifest.policy, plan);
    const row = 8 * this.manifest.measures.length;
    const out = this.code.allocate(Math.max(8, row * weeks));
    const code = run.cosine ? this.code.advance_cosine : this.code.advance;
    for (let done = 0; done < weeks;) {
      for (const event of plan.events) if (event.week === run.weeks) this.#meet(run, event);
      const next = Math.min(...plan.events.map((event) => event.week).filter((week) => week > run.weeks));
      const count = Math.min(weeks - done, next - run.weeks);
      this.#done(code(run.record, policy, run.weeks, count, out + row * done));
      run.weeks += count;
      done += count;
    }
    return new Float64Array(this.code.memory.buffer, out, weeks * this.manifest.measures.length).slice();
  }

  #meet(run, { kind, value, week }) {
    const address = this.code.allocate(8);
    new Float64Array(this.code.memory.buffer, address, 1)[0] = value;
    this.#done(this.code.event(run.record, kind, address, week));
  }

  // The arrays of the state by name: views of memory, which are valid until the next call.
  state(run) {
    const fields = this.manifest.state;
    const table = this.code.allocate(16 * fields.length);
    this.#done(this.code.describe(run.record, table));
    const rows = new Int32Array(this.code.memory.buffer, table, 4 * fields.length);
    const arrays = {};
    fields.forEach(([name, kind, dimensions], n) => {
      const shape = Array.from(rows.subarray(4 * n + 1, 4 * n + 1 + dimensions));
      const length = shape.reduce((a, b) => a * b, 1);
      arrays[name] = { kind, shape, values: new TYPES[kind](this.code.memory.buffer, rows[4 * n], length) };
    });
    return arrays;
  }

  // The overlaps of each member's deeds, and wants, with the member's part of the strategy, (people, 2): a view.
  people(run) {
    const out = this.code.allocate(16 * run.people);
    this.#done(this.code.overlaps(run.record, out));
    return new Float64Array(this.code.memory.buffer, out, 2 * run.people);
  }

  // Everything about a run, to restore it later, also several times.
  snapshot(run) {
    return { run: { ...run }, bytes: new Uint8Array(this.code.memory.buffer, this.base, this.code.top() - this.base).slice() };
  }

  restore({ run, bytes }) {
    this.code.reset(this.base);
    this.code.allocate(bytes.length + 64);
    new Uint8Array(this.code.memory.buffer, this.base, bytes.length).set(bytes);
    this.code.reset(this.base + bytes.length);
    return { ...run };
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
// {parameters: {"context_trust": 0.3, "on.turnover": 0, ...}} by the names in engine.json.
export function scenarioArrays(manifest, { scenario = "default", parameters = {}, ...organisation }) {
  const { arrays } = named(manifest.scenarios, scenario, "scenario");
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
    parameters: changed(manifest.parameters, arrays.parameters, parameters),
    organisation: changed(manifest.organisation, arrays.organisation, organisation),
  };
}

// The arrays of a policy {preset, levers, departments, phases: [{from, levers, ...}], rules: [{while, levers, ...}],
// events: [{week, trust}]}.
// world: as for scenarioArrays, whose warm-up comes before the policy.
export function policyArrays(manifest, world, policy) {
  const { departments } = named(manifest.scenarios, world.scenario ?? "default", "scenario");
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
