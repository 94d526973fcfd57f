// Builds the libraries that the page ships, one ES module each, from the versions in package-lock.json: npm run vendor
// With --check, fails if what is shipped is not what this builds.

import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const FOLDER = new URL("../../simalign/app/static/vendor/", import.meta.url);
const D3 = `export { bin, max, min } from "d3-array";
export { axisBottom, axisLeft } from "d3-axis";
export { scaleLinear } from "d3-scale";
export { select } from "d3-selection";
export { area, line } from "d3-shape";`;
const LIBRARIES = {
  "d3.js": [D3, ["d3-array", "d3-axis", "d3-scale", "d3-selection", "d3-shape"]],
  "zip.js": ['export { strToU8, zipSync } from "fflate";', ["fflate"]],
  "messageformat.js": ['export { IntlMessageFormat } from "intl-messageformat";', ["intl-messageformat"]],
};

const manifest = async (name) => JSON.parse(await readFile(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8"));

async function built([contents, packages]) {
  const names = await Promise.all(packages.map(async (name) => `${name} ${(await manifest(name)).version}`));
  const result = await build({
    stdin: { contents, resolveDir: new URL(".", import.meta.url).pathname },
    bundle: true, minify: true, format: "esm", target: "es2022", write: false, legalComments: "none",
    banner: { js: `// @ts-nocheck\n// ${names.join(", ")}. Licences: LICENSES.txt` },
  });
  return result.outputFiles[0].text;
}

async function licences() {
  const packages = [...new Set(Object.values(LIBRARIES).flatMap(([, names]) => names))];
  const texts = await Promise.all(packages.map(async (name) => {
    const file = name === "intl-messageformat" ? "LICENSE.md" : "LICENSE";
    return `${name}\n${"=".repeat(name.length)}\n\n${(await readFile(new URL(`node_modules/${name}/${file}`, import.meta.url), "utf8")).trim()}\n`;
  }));
  return texts.join("\n\n");
}

const files = { "LICENSES.txt": await licences() };
for (const [name, library] of Object.entries(LIBRARIES)) files[name] = await built(library);
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, FOLDER);
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8")) !== text) throw new Error(`${name} differs from what npm run vendor builds`);
}
