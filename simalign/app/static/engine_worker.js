// Runs of one share of the replications, in a Web Worker; see engine.js, which also uses it without workers.

import { Engine, PEOPLE, policyArrays, scenarioArrays } from "./engine_core.js";

const CACHED = 96 * 2 ** 20; // bytes of runs at the end of their warm-up
// in a week of a member's life: they heard of the strategy, saw it, talked; somebody else has the position, or is manager
const [HEARD, SAW, TALK, NEW, NEW_BOSS] = [1, 2, 4, 8, 16];

export class Runner {
  constructor(engine) {
    this.engine = engine;
    this.warm = new Map(); // by scenario, seed and replication; the least recently used first
    this.held = 0; // bytes
  }

  // A request {kind: "runs" | "story" | "cost" | "add" | "forget", ...}.
  answer({ kind, ...request }) {
    return this[kind](request);
  }

  // The measures of each replication, (replications, weeks + 1, measures) from the end of the warm-up on, and what ranks
  // want and do, (replications, weeks + 1, 4). If people are wanted, also of replication 0 their bytes, (weeks + 1, people,
  // 2), the shares of the strategy, (weeks + 1, goals), and the members.
  runs({ world, policy, seed, replications, weeks, people = false, ranks = people }) {
    const { manifest } = this.engine;
    const columns = manifest.measures.length;
    const plan = policyArrays(manifest, world, policy);
    const series = new Float64Array(replications.length * (weeks + 1) * columns);
    const found = { series, ranks: ranks ? new Float64Array(replications.length * (weeks + 1) * 4) : null };
    replications.forEach((replication, n) => {
      const { snapshot, row } = this.#warmedUp(world, seed, replication);
      const run = this.engine.restore(snapshot);
      const at = n * (weeks + 1) * columns;
      const ofRanks = found.ranks?.subarray(n * (weeks + 1) * 4, (n + 1) * (weeks + 1) * 4);
      series.set(row, at);
      if (people && replication === 0) Object.assign(found, this.#watched(run, plan, weeks, series.subarray(at + columns), ofRanks));
      else {
        if (ranks) this.engine.look(run, { ranks: ofRanks.subarray(0, 4) });
        series.set(this.engine.advance(run, plan, weeks, ranks ? { ranks: ofRanks.subarray(4) } : null), at + columns);
      }
    });
    return found;
  }

  #watched(run, plan, weeks, series, ranks) {
    const { engine } = this;
    const columns = engine.manifest.measures.length;
    const K = engine.manifest.goals.length;
    const size = PEOPLE * run.people;
    const bytes = new Uint8Array((weeks + 1) * size);
    const strategy = new Float32Array((weeks + 1) * K);
    const place = engine.state(run).strategy.values.byteOffset; // the same in every week
    const note = (week) => strategy.set(new Float64Array(engine.code.memory.buffer, place, K), week * K);
    const members = this.#members(run);
    engine.look(run, { ranks: ranks.subarray(0, 4), people: bytes.subarray(0, size) });
    note(0);
    for (let week = 1; week <= weeks; week++) {
      const record = { ranks: ranks.subarray(4 * week, 4 * week + 4), people: bytes.subarray(week * size, (week + 1) * size) };
      series.set(engine.advance(run, plan, 1, record), (week - 1) * columns);
      note(week);
    }
    return { people: bytes, strategy, members };
  }

  #members(run) {
    const { manager, department, mix, leader } = this.engine.structure(run);
    const departments = this.engine.departments(run);
    const role = mix.values.map((row) => Math.floor(row / departments.length));
    return { manager: manager.values.slice(), department: department.values.slice(), role, leader: leader.values.slice(), departments };
  }

  // One member from week 0 on: lines, (weeks + 1, lines), rows, (weeks + 1, rows, goals), events, (weeks + 1) bits, the
  // members whom they observe, and whether they are a leader.
  story({ world, policy, seed, weeks, member }) {
    const { engine } = this;
    const { manifest } = engine;
    const plan = policyArrays(manifest, world, policy);
    const run = engine.restore(this.#warmedUp(world, seed, 0).snapshot);
    const structure = engine.structure(run);
    const boss = structure.manager.values[member];
    const leader = structure.leader.values[member] !== 0;
    const [first, last] = [0, 1].map((n) => Number(structure.tie_start.values[member + n]));
    const ties = Array.from(structure.tie_target.values.subarray(first, last));
    const [L, R] = [manifest.lines.length, manifest.rows.length * manifest.goals.length];
    const found = { lines: new Float32Array((weeks + 1) * L), rows: new Float32Array((weeks + 1) * R), events: new Uint8Array(weeks + 1), ties, leader };
    const eventful = new Set(plan.events.map((event) => event.week + 1));
    for (let week = 0; week <= weeks; week++) {
      const state = engine.state(run);
      const before = ["trust", "reactance", "accustomed"].map((name) => state[name].values[member]);
      const occupants = [member, boss].map((i) => state.occupant.values[i]);
      let events = 0;
      if (week) {
        engine.advance(run, plan, 1);
        const now = engine.state(run).occupant.values;
        if (boss !== member && now[boss] !== occupants[1]) events |= NEW_BOSS;
        if (now[member] !== occupants[0]) events |= NEW;
      }
      const lived = week > 0 && !(events & NEW);
      const { lines, rows } = engine.member(run, member, [...before, Number(lived), Number(eventful.has(run.weeks))]);
      const [heard, saw, talk] = ["hears", "sees", "talks"].map((name) => lines[manifest.lines.indexOf(name)]);
      found.events[week] = events | (heard ? HEARD : 0) | (saw ? SAW : 0) | (talk ? TALK : 0);
      found.lines.set(lines, week * L);
      found.rows.set(rows, week * R);
    }
    return found;
  }

  // The mean weekly cost of a policy with its phases, without its rules, in weeks per member-week.
  cost({ world, policy, weeks }) {
    const { engine } = this;
    const payers = { ...world, parameters: { ...world.parameters, warmup: 0, friction: 0, "on.manager_style": 0, "on.time_costs": 1 } };
    const { snapshot } = this.#warmedUp(payers, 0, 0);
    const plan = policyArrays(engine.manifest, payers, policy);
    const stops = [...plan.start.map((week) => Math.min(week, weeks)), weeks];
    let total = 0;
    plan.start.forEach((_, n) => { total += (stops[n + 1] - stops[n]) * engine.cost(engine.restore(snapshot), plan, n); });
    return { cost: total / weeks };
  }

  // Keeps an organisation from files under a name, until it is forgotten.
  add({ name, organisation }) {
    this.engine.manifest.organisations[name] = organisation;
    return {};
  }

  forget({ name }) {
    delete this.engine.manifest.organisations[name];
    this.warm.clear();
    this.held = 0;
    return {};
  }

  #warmedUp(world, seed, replication) {
    const key = JSON.stringify([world, seed, replication]);
    const found = this.warm.get(key);
    if (found) {
      this.warm.delete(key);
      this.warm.set(key, found);
      return found;
    }
    const { manifest } = this.engine;
    const arrays = scenarioArrays(manifest, world);
    const run = this.engine.begin(arrays, seed, replication);
    const columns = manifest.measures.length;
    const rows = this.engine.advance(run, policyArrays(manifest, world, {}), run.warmup);
    const row = run.warmup ? rows.slice(-columns) : new Float64Array(columns).fill(NaN);
    const entry = { snapshot: this.engine.snapshot(run), row };
    this.warm.set(key, entry);
    this.held += entry.snapshot.bytes.length;
    for (const [oldest, { snapshot }] of this.warm) {
      if (this.held <= CACHED || oldest === key) break;
      this.warm.delete(oldest);
      this.held -= snapshot.bytes.length;
    }
    return entry;
  }
}

const scope = /** @type {any} */ (globalThis); // the types of the DOM do not include those of workers
if (scope.WorkerGlobalScope && scope instanceof scope.WorkerGlobalScope) {
  let runner = null; // a promise
  scope.onmessage = async ({ data }) => {
    try {
      if (data.code) {
        runner = Engine.of(data.code, data.manifest).then((engine) => new Runner(engine));
        return;
      }
      const answer = (await runner).answer(data.request);
      const moved = Object.values(answer).filter(ArrayBuffer.isView).map((array) => array.buffer);
      scope.postMessage({ id: data.id, answer }, moved);
    } catch (error) {
      scope.postMessage({ id: data.id, error: String(error.message ?? error) });
    }
  };
}
