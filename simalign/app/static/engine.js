// The model in the browser: replications of a policy run in Web Workers, without a server.
//
//   import { start } from "./engine.js";
//   const engine = await start({ workers: 2 });        // loads engine.wasm and engine.json once
//   const curves = await engine.curves({
//     scenario: "default",                             // a scenario of engine.manifest.scenarios
//     changes: { size: 200, parameters: { context_trust: 0.3 } }, // optional; see scenarioArrays in engine_core.js
//     policy: { preset: "push", levers: { monitoring: 0.2 }, phases: [{ from: 26, levers: { voice: 0.8 } }] },
//     seed: 1, replications: 10, weeks: 156,           // as in simalign compare: the same numbers to the last bit
//     people: true,                                    // optional: positions of the members of replication 0
//   });
//   curves.weeks                    // 156
//   curves.measures.do              // { mean, low, high }: Float64Array (weeks + 1), week 0 is the end of the warm-up;
//                                   // low and high are the ends of the 95% confidence band over replications
//   curves.people                   // { count, positions }: Float32Array (weeks + 1, count, 2) of do and want, or null
//   engine.close();                 // ends the workers
//
// A promise is rejected with an Error for an unknown name, and with the signal's reason when `signal` is aborted.
// engine.manifest has the names of measures, levers (columns), numbers of a scenario (parameters), and shipped policies.
// The warm-up of a run is cached, so that a moved lever costs only the weeks of the policy.

import { Engine } from "./engine_core.js";
import { Runner } from "./engine_worker.js";

export async function start({ workers = Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 2), home = import.meta.url } = {}) {
  const [module, manifest] = await Promise.all([compiled(new URL("./engine.wasm", home)), json(new URL("./engine.json", home))]);
  if (workers < 1) {
    const runner = new Runner(new Engine(await WebAssembly.instantiate(module, {}), manifest));
    return new Runs(manifest, [{ send: async (request) => runner.runs(request), close: () => {} }]);
  }
  return new Runs(manifest, Array.from({ length: workers }, () => channel(module, manifest)));
}

async function compiled(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`engine.wasm is missing (${answer.status})`);
  return WebAssembly.compile(await answer.arrayBuffer());
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`engine.json is missing (${answer.status})`);
  return answer.json();
}

// A worker as a function from requests to promises.
function channel(module, manifest) {
  const worker = new Worker(new URL("./engine_worker.js", import.meta.url), { type: "module" });
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: { id, error, ...result } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? "the worker stopped"));
    waiting.clear();
  };
  worker.postMessage({ module, manifest });
  return {
    send: (request) => new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, request });
    }),
    close: () => worker.terminate(),
  };
}

class Runs {
  #channels;

  constructor(manifest, channels) {
    this.manifest = manifest;
    this.#channels = channels;
  }

  async curves({ scenario = "default", changes = {}, policy = {}, seed = 1, replications = 10, weeks = 156, people = false, signal }) {
    signal?.throwIfAborted();
    const world = { scenario, ...changes };
    const parts = this.#channels.map((_, n) => Array.from({ length: replications }, (__, r) => r).filter((r) => r % this.#channels.length === n));
    const results = await Promise.all(this.#channels.map((each, n) => (
      parts[n].length ? each.send({ world, policy, seed, replications: parts[n], weeks, people }) : null
    )));
    signal?.throwIfAborted();
    const series = [];
    for (const [n, result] of results.entries()) {
      const length = result.series.length / parts[n].length;
      for (const [at, replication] of parts[n].entries()) {
        series[replication] = result.series.subarray(at * length, (at + 1) * length);
      }
    }
    const positions = results[0].positions;
    return {
      weeks,
      measures: Object.fromEntries(this.manifest.measures.map((name, column) => [name, this.#band(series, column)])),
      people: positions && { count: positions.length / (weeks + 1) / 2, positions },
    };
  }

  close() {
    for (const each of this.#channels) each.close();
  }

  // Mean and 95% confidence band by Student's t over replications; with one replication the ends are the mean.
  #band(series, column) {
    const columns = this.manifest.measures.length;
    const rows = series[0].length / columns;
    const n = series.length;
    const quantile = this.manifest.t[Math.min(n, this.manifest.t.length) - 1];
    const [mean, low, high] = [0, 1, 2].map(() => new Float64Array(rows));
    for (let row = 0; row < rows; row++) {
      const at = row * columns + column;
      let total = 0;
      for (const each of series) total += each[at];
      mean[row] = total / n;
      let squares = 0;
      for (const each of series) squares += (each[at] - mean[row]) ** 2;
      const half = n > 1 ? quantile * Math.sqrt(squares / (n - 1) / n) : 0;
      low[row] = mean[row] - half;
      high[row] = mean[row] + half;
    }
    return { mean, low, high };
  }
}
