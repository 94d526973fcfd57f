// Runs of one share of the replications, in a Web Worker; see engine.js, which also uses it without workers.

import { Engine, policyArrays, scenarioArrays } from "./engine_core.js";

const CACHED = 64; // runs at the end of their warm-up

export class Runner {
  constructor(engine) {
    this.engine = engine;
    this.warm = new Map(); // by scenario, seed and replication; the least recently used first
  }

  // The measures of each replication, (replications, weeks + 1, measures) from the end of the warm-up on, and the
  // positions of the people of replication 0, (weeks + 1, people, 2), if wanted.
  runs({ world, policy, seed, replications, weeks, people }) {
    const { manifest } = this.engine;
    const columns = manifest.measures.length;
    const plan = policyArrays(manifest, world, policy);
    const series = new Float64Array(replications.length * (weeks + 1) * columns);
    let positions = null;
    replications.forEach((replication, n) => {
      const { snapshot, row } = this.#warmedUp(world, seed, replication);
      const run = this.engine.restore(snapshot);
      const at = n * (weeks + 1) * columns;
      series.set(row, at);
      if (people && replication === 0) {
        positions = new Float32Array((weeks + 1) * run.people * 2);
        positions.set(this.engine.people(run));
        for (let week = 1; week <= weeks; week++) {
          series.set(this.engine.advance(run, plan, 1), at + week * columns);
          positions.set(this.engine.people(run), week * run.people * 2);
        }
      } else {
        series.set(this.engine.advance(run, plan, weeks), at + columns);
      }
    });
    return { series, positions };
  }

  #warmedUp(world, seed, replication) {
    const key = JSON.stringify([world, seed, replication]);
    let entry = this.warm.get(key);
    this.warm.delete(key);
    if (entry === undefined) {
      const { manifest } = this.engine;
      const arrays = scenarioArrays(manifest, world);
      const run = this.engine.begin(arrays, seed, replication);
      const warmup = arrays.parameters[manifest.parameters.indexOf("warmup")];
      const columns = manifest.measures.length;
      const rows = this.engine.advance(run, policyArrays(manifest, world, {}), warmup);
      const row = warmup ? rows.slice(-columns) : new Float64Array(columns).fill(NaN);
      entry = { snapshot: this.engine.snapshot(run), row };
    }
    if (this.warm.size >= CACHED) this.warm.delete(this.warm.keys().next().value);
    this.warm.set(key, entry);
    return entry;
  }
}

const scope = /** @type {any} */ (globalThis); // the types of the DOM do not include those of workers
if (scope.WorkerGlobalScope && scope instanceof scope.WorkerGlobalScope) {
  let runner = null;
  scope.onmessage = async ({ data }) => {
    try {
      if (data.module) {
        runner = new Runner(new Engine(await WebAssembly.instantiate(data.module, {}), data.manifest));
        return;
      }
      const { series, positions } = runner.runs(data.request);
      const moved = positions ? [series.buffer, positions.buffer] : [series.buffer];
      scope.postMessage({ id: data.id, series, positions }, moved);
    } catch (error) {
      scope.postMessage({ id: data.id, error: String(error.message ?? error) });
    }
  };
}
