// Games in a Web Worker: many policies on the same replications of one scenario. The warm-ups are run once.

import { Engine, policyArrays, scenarioArrays } from "../engine_core.js";

export class Player {
  constructor(engine) {
    this.engine = engine;
    this.key = "";
    this.starts = new Map(); // by replication: the state at the end of the warm-up, and its measures
  }

  // The measures of each policy and replication from the end of the warm-up on, (weeks + 1, measures) each; or, with
  // ``only``, the mean of this measure over the weeks.
  play({ world, seed, policies, replications, weeks, only = null }) {
    const { manifest } = this.engine;
    const columns = manifest.measures.length;
    const column = manifest.measures.indexOf(only);
    const arrays = scenarioArrays(manifest, world);
    const key = JSON.stringify([world, seed]);
    if (key !== this.key) [this.key, this.starts] = [key, new Map()];
    return policies.map((policy) => {
      const plan = policyArrays(manifest, world, policy);
      return replications.map((replication) => {
        const { snapshot, row } = this.#start(arrays, world, seed, replication);
        const rows = this.engine.advance(this.engine.restore(snapshot), plan, weeks);
        if (only !== null) {
          let total = 0;
          for (let at = column; at < rows.length; at += columns) total += rows[at];
          return total / weeks;
        }
        const series = new Float64Array(rows.length + columns);
        series.set(row);
        series.set(rows, columns);
        return series;
      });
    });
  }

  #start(arrays, world, seed, replication) {
    if (!this.starts.has(replication)) {
      const { manifest } = this.engine;
      const columns = manifest.measures.length;
      const run = this.engine.begin(arrays, seed, replication);
      const warmup = arrays.parameters[manifest.parameters.indexOf("warmup")];
      const rows = this.engine.advance(run, policyArrays(manifest, world, {}), warmup);
      const row = warmup ? rows.slice(-columns) : new Float64Array(columns).fill(Number.NaN);
      this.starts.set(replication, { snapshot: this.engine.snapshot(run), row });
    }
    return this.starts.get(replication);
  }
}

const scope = /** @type {any} */ (globalThis); // the types of the DOM do not include those of workers
if (scope.WorkerGlobalScope && scope instanceof scope.WorkerGlobalScope) {
  let player = null;
  scope.onmessage = async ({ data }) => {
    try {
      if (data.module) {
        player = new Player(new Engine(await WebAssembly.instantiate(data.module, {}), data.manifest));
        return;
      }
      scope.postMessage({ id: data.id, result: player.play(data.request) });
    } catch (error) {
      scope.postMessage({ id: data.id, error: String(error.message ?? error) });
    }
  };
}
