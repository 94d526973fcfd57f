// The play bar, the keys, and what is taken along.

import { byId } from "../base/elements.js";
import { results } from "../base/results.js";
import { saved } from "../base/saved.js";
import { post } from "../base/wire.js";
import { strToU8, zipSync } from "../vendor/zip.js";
import { WIDE } from "./bench.js";
import { download, listen, pictureFile, png } from "./taking.js";
import { tell } from "./tell.js";

const EPOCH = "1980-01-01T00:00:00"; // of all files in an archive, so that the same runs give the same bytes
const TYPED = "input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea";

export function controls(bench) {
  const { clock } = bench;
  const toggle = () => (clock.playing ? clock.pause() : clock.play());
  byId("toggle").addEventListener("click", toggle);
  byId("back").addEventListener("click", () => clock.step(-1));
  byId("forward").addEventListener("click", () => clock.step(1));
  byId("start").addEventListener("click", () => clock.step(-clock.last - 1));
  byId("week").addEventListener("input", () => {
    const week = Number(byId("week").value);
    clock.pause();
    clock.go(week);
  });
  byId("speed").addEventListener("change", () => { clock.speed = Number(byId("speed").value); });
  addEventListener("keydown", (event) => {
    /** @type {any} */
    const target = event.target;
    if (event.key === "Escape") dismiss(bench);
    if (event.ctrlKey && event.key === "z" && !target.closest(TYPED) && !byId("bench").hidden) bench.levers?.undo();
    if (event.ctrlKey || event.metaKey || event.altKey || byId("play").hidden) return;
    const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (arrow && !target.closest(`${TYPED}, input, [role=slider], canvas`)) clock.step(event.key === "ArrowLeft" ? -1 : 1);
    if (event.key === " " && !target.closest(`${TYPED}, input, button, summary, a, [role=slider], canvas`)) {
      event.preventDefault();
      toggle();
    }
  });
}

// Closes what lies over the page or was opened last.
function dismiss(bench) {
  bench.tip.hide();
  if (bench.levers?.n !== null && !WIDE.matches) bench.levers?.close();
  else if (!byId("story").hidden) bench.story.close();
  else if (!byId("taking").hidden) byId("take").click();
}

// Shows what went wrong with an export.
const reported = (work) => work().catch((error) => tell(error.message));

async function savePage(bench, file) {
  download(await (await post("page", { address: bench.address })).blob(), file);
}

async function saveData(bench, file) {
  const files = Object.entries(await results.archive(bench.asked())).map(([name, text]) => [name, [strToU8(text), { mtime: EPOCH }]]);
  download(new Blob([zipSync(Object.fromEntries(files))], { type: "application/zip" }), file);
}

// A name for files, after the policies that are compared.
const named = (bench) => bench.shownTitles.join(" ").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60) || "policies";

export function taking(bench, state) {
  const sheet = () => pictureFile(bench.panels.filter((one) => one.run), bench.clock.week);
  const figures = () => bench.curves.file();
  const svgKind = "image/svg+xml";
  const week = () => `week-${Math.round(bench.clock.week)}`;
  listen({
    "save-page": () => reported(() => savePage(bench, `simalign-${named(bench)}.html`)),
    "save-data": () => reported(() => saveData(bench, `simalign-seed-${state.seed}.zip`)),
    "save-picture-svg": () => download(sheet(), `people-${named(bench)}-${week()}.svg`, svgKind),
    "save-picture-png": async () => download(await png(sheet()), `people-${named(bench)}-${week()}.png`),
    "save-curves-svg": () => download(figures(), `curves-${named(bench)}.svg`, svgKind),
    "save-curves-png": async () => download(await png(figures()), `curves-${named(bench)}.png`),
  });
  byId("save-page").hidden = Boolean(saved); // it is such a page
}
