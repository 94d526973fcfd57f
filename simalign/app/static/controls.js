// The play bar, the keys, and what is taken along.

import { byId } from "./elements.js";
import { tell } from "./bench.js";
import { download, listen, pictureFile, png } from "./taking.js";
import { post, saved } from "./wire.js";

export function controls(bench, state) {
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
  for (const radio of document.querySelectorAll("[name=arrange]")) {
    radio.checked = radio.value === state.arrange;
    radio.addEventListener("change", () => {
      state.arrange = radio.value;
      bench.show();
    });
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("play").hidden) return;
    if (event.target.closest("input, select, button, summary, a, [role=slider], canvas, textarea")) return;
    if (event.key === " ") {
      event.preventDefault();
      toggle();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") clock.step(event.key === "ArrowLeft" ? -1 : 1);
  });
  addEventListener("resize", () => {
    bench.show();
    bench.levers?.resized();
  });
}

async function fromServer(bench, name, extra, file) {
  try {
    download(await (await post(name, { ...bench.asked(), ...extra })).blob(), file);
  } catch (error) {
    tell(error.message);
  }
}

export function taking(bench, state) {
  const sheet = () => pictureFile(bench.columns.filter((one) => one.run), bench.clock.week);
  const figures = () => bench.curves.file(bench.shownTitles);
  const svgKind = "image/svg+xml";
  listen({
    "save-page": () => fromServer(bench, "page", { address: bench.address, ...(state.person === null ? {} : { member: state.person }) }, "simalign.html"),
    "save-data": () => fromServer(bench, "export", {}, `simalign-seed-${state.seed}.zip`),
    "save-picture-svg": () => download(sheet(), "people.svg", svgKind),
    "save-picture-png": async () => download(await png(sheet()), "people.png"),
    "save-curves-svg": () => download(figures(), "curves.svg", svgKind),
    "save-curves-png": async () => download(await png(figures()), "curves.png"),
  });
  if (!saved) return;
  byId("save-page").disabled = byId("save-data").disabled = byId("share").disabled = true;
  for (const field of byId("setup-form").elements) field.disabled = true;
}
