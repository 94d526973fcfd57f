// node views.mjs FOLDER < asked.json > found.json: what the page's worker answers to requests, with lists for arrays.
// asked: {organisations: {name: organisation}, requests: [{kind, ...}]}.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { Engine } = await import(pathToFileURL(`${folder}/engine_core.js`));
const { Runner } = await import(pathToFileURL(`${folder}/engine_worker.js`));
const manifest = JSON.parse(readFileSync(`${folder}/engine.json`, "utf8"));
const runner = new Runner(await Engine.of(readFileSync(`${folder}/engine.wasm`), manifest));
const { organisations, requests } = JSON.parse(readFileSync(0, "utf8"));
for (const [name, organisation] of Object.entries(organisations)) runner.answer({ kind: "add", name, organisation });
const listed = (_, value) => (ArrayBuffer.isView(value) ? Array.from(/** @type {any} */ (value)) : value);
console.log(JSON.stringify(requests.map((request) => runner.answer(request)), listed));
