// The model in the browser: replications of a policy run in Web Workers, without a server.
//
//   import { start } from "./engine.js";
//   const engine = await start({ workers: 2 });        // loads engine.wasm and engine.json once
//   const curves = await engine.curves({
//     scenario: "default",                             // a scenario of engine.manifest.scenarios
//     changes: { size: 200, parameters: { context_trust: 0.3 } }, // optional; see scenarioArrays in engine_core.js
//     policy: { preset: "push", levers: { monitoring: 0.2 }, phases: [{ from: 26, levers: { voice: 0.8 } }] },
//     seed: 1, replications: 10, weeks: 156,           // as in simalign compare: the same numbers to the last bit
//   });
//   curves.weeks                    // 156
//   curves.measures.do              // { mean, low, high }: Float64Array (weeks + 1), week 0 is the end of the warm-up;
//                                   // low and high are the ends of the 95% confidence band over replications
//   engine.runs({ ... })            // every replication, ranks and people; see Runner in engine_worker.js
//   engine.close();                 // ends the workers
//
// A promise is rejected with an Error for an unknown name, and with the signal's reason when `signal` is aborted.
// engine.manifest has the names of measures, levers (columns), numbers of a scenario (parameters), and shipped policies.
// The warm-up of a run is cached, so that a moved lever costs only the weeks of the policy.

import { Engine } from "./engine_core.js";
import { Runner } from "./engine_worker.js";

const MOST = 8; // workers: a class's phones and a teacher's laptop have no more cores to spare

// parts: the files of the engine where they are not beside this one: {code, manifest, worker}, the bytes of engine.wasm, the
// content of engine.json, and a function that makes a worker. Each worker compiles the code by itself, because Firefox
// hands no compiled module to a worker of a page that was opened from disk.
export async function start({ workers = Math.min(MOST, globalThis.navigator?.hardwareConcurrency ?? 2), home = import.meta.url, parts = null } = {}) {
  const file = (name) => found(new URL(name, home));
  const [code, manifest] = parts ? [parts.code, parts.manifest] : await Promise.all([
    file("./engine.wasm").then((answer) => answer.arrayBuffer()),
    file("./engine.json").then((answer) => answer.json()),
  ]);
  const worker = parts?.worker ?? (() => new Worker(new URL("./engine_worker.js", import.meta.url), { type: "module" }));
  if (workers >= 1) {
    try {
      return new Runs(manifest, Array.from({ length: workers }, () => channel(worker(), code, manifest)));
    } catch { /* where workers are forbidden, the page waits for its own runs */ }
  }
  const runner = new Runner(await Engine.of(code, manifest));
  return new Runs(manifest, [{ send: async (request) => runner.answer(request), close: () => {} }]);
}

async function found(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} is missing (${answer.status})`);
  return answer;
}

// A worker as a function from requests to promises.
function channel(worker, code, manifest) {
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: { id, error, answer } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(answer);
    else reject(new Error(error));
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? "the worker stopped"));
    waiting.clear();
  };
  worker.postMessage({ code, manifest });
  return {
    send: (request) => new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, request });
    }),
    close: () => worker.terminate(),
  };
}

// Mean and 95% confidence band by Student's t over replications, (weeks + 1) each; with one replication the ends are the
// mean. series: of each replication, (weeks + 1, columns); t: quantiles by the number of replications, from 1 on.
export function band(series, column, columns, t) {
  const rows = series[0].length / columns;
  const n = series.length;
  const quantile = t[Math.min(n, t.length) - 1];
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

class Runs {
  #channels;

  constructor(manifest, channels) {
    this.manifest = manifest;
    this.#channels = channels;
  }

  // Every replication of a policy in a world, in their order: {series, ranks: [Float64Array], people, strategy, members}.
  async runs({ world, policy, seed, replications, weeks, people = false, ranks = people }) {
    const shares = this.#channels.map((_, n) => Array.from({ length: replications }, (__, r) => r).filter((r) => r % this.#channels.length === n));
    const answers = await Promise.all(this.#channels.map((each, n) => (
      shares[n].length ? each.send({ kind: "runs", world, policy, seed, replications: shares[n], weeks, people, ranks }) : null
    )));
    const found = { ...answers[0], series: [], ranks: [] };
    answers.forEach((answer, n) => {
      for (const name of ["series", "ranks"]) {
        const length = (answer?.[name]?.length ?? 0) / shares[n].length;
        if (length) shares[n].forEach((replication, at) => { found[name][replication] = answer[name].subarray(at * length, (at + 1) * length); });
      }
    });
    return found;
  }

  async curves({ scenario = "default", changes = {}, policy = {}, seed = 1, replications = 10, weeks = 156, signal }) {
    signal?.throwIfAborted();
    const { series } = await this.runs({ world: { scenario, ...changes }, policy, seed, replications, weeks });
    signal?.throwIfAborted();
    const { measures, t } = this.manifest;
    return { weeks, measures: Object.fromEntries(measures.map((name, column) => [name, band(series, column, measures.length, t)])) };
  }

  // One member under a policy; see Runner.story.
  story(request) {
    return this.#channels[0].send({ kind: "story", ...request });
  }

  // The mean weekly cost of a policy, in weeks per member-week.
  async cost(request) {
    return (await this.#channels.at(-1).send({ kind: "cost", ...request })).cost;
  }

  // Makes an organisation from files available under a name, or takes it away.
  async add(name, organisation) {
    this.manifest.organisations[name] = organisation;
    await this.#all({ kind: "add", name, organisation });
  }

  async forget(name) {
    delete this.manifest.organisations[name];
    await this.#all({ kind: "forget", name });
  }

  #all(request) {
    return Promise.all(this.#channels.map((each) => each.send(request)));
  }

  close() {
    for (const each of this.#channels) each.close();
  }
}
