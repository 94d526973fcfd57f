// node timing.mjs FOLDER LEVERS: times from a moved lever to series in milliseconds, in one thread.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, levers] = [process.argv[2], Number(process.argv[3])];
const { Engine } = await import(pathToFileURL(`${folder}/engine_core.js`));
const { Runner } = await import(pathToFileURL(`${folder}/engine_worker.js`));
const manifest = JSON.parse(readFileSync(`${folder}/engine.json`, "utf8"));
const runner = new Runner(await Engine.of(readFileSync(`${folder}/engine.wasm`), manifest));
const replications = Array.from({ length: 10 }, (_, n) => n);
const found = [52, 156].map((weeks) => {
  const times = Array.from({ length: levers + 1 }, (_, n) => {
    const policy = { preset: "push", levers: { monitoring: n / levers } };
    const from = performance.now();
    runner.runs({ world: { scenario: "default" }, policy, seed: 1 + weeks, replications, weeks, people: false });
    return performance.now() - from;
  });
  const [first, ...rest] = times;
  rest.sort((a, b) => a - b);
  return { weeks, first, median: rest[levers / 2], p95: rest[Math.floor(0.95 * levers)] };
});
console.log(JSON.stringify(found));
