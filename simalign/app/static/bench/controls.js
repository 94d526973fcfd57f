// The play bar, the keys, and what is taken along.

import { byId } from "../base/elements.js";
import { saved } from "../base/saved.js";
import { post } from "../base/wire.js";
import { WIDE } from "./bench.js";
import { download, listen, pictureFile, png } from "./taking.js";
import { tell } from "./tell.js";

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

async function fromServer(bench, name, extra, file) {
  try {
    download(await (await post(name, { ...bench.asked(), ...extra })).blob(), file);
  } catch (error) {
    tell(error.message);
  }
}

// A name for files, after the policies that are compared.
const named = (bench) => bench.shownTitles.join(" ").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60) || "policies";

export function taking(bench, state) {
  const sheet = () => pictureFile(bench.panels.filter((one) => one.run), bench.clock.week);
  const figures = () => bench.curves.file();
  const svgKind = "image/svg+xml";
  const week = () => `week-${Math.round(bench.clock.week)}`;
  listen({
    "save-page": () => fromServer(bench, "page", { address: bench.address, ...(state.person === null ? {} : { member: state.person }) }, `simalign-${named(bench)}.html`),
    "save-data": () => fromServer(bench, "export", {}, `simalign-seed-${state.seed}.zip`),
    "save-picture-svg": () => download(sheet(), `people-${named(bench)}-${week()}.svg`, svgKind),
    "save-picture-png": async () => download(await png(sheet()), `people-${named(bench)}-${week()}.png`),
    "save-curves-svg": () => download(figures(), `curves-${named(bench)}.svg`, svgKind),
    "save-curves-png": async () => download(await png(figures()), `curves-${named(bench)}.png`),
  });
  if (!saved) return;
  byId("save-page").disabled = byId("save-data").disabled = byId("share").disabled = true;
  for (const field of byId("setup-form").elements) field.disabled = true;
}
