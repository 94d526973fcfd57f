// node node.mjs FOLDER_WITH_THE_ENGINE FOLDER_WITH_ITS_SCRIPTS < cases.json > digests.json

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { digests } from "./digests.mjs";

const [folder, scripts] = process.argv.slice(2);
const core = await import(pathToFileURL(`${scripts}/engine_core.js`));
const manifest = JSON.parse(readFileSync(`${folder}/engine.json`, "utf8"));
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await digests(core, readFileSync(`${folder}/engine.wasm`), manifest, cases)));
