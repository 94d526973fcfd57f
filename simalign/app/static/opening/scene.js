// The opening's twelve seconds: a cloud of people that rises while somebody checks, and falls back when nobody does.

import { html, svg } from "../base/elements.js";
import { RANKS, rankTrace, trace } from "../base/run.js";
import { t } from "../base/text.js";
import { percent } from "../base/words.js";
import { CanvasPen } from "../picture/pen.js";
import { draw, layout, palette, positions } from "../picture/scatter.js";
import { STOP, claim, holds } from "./claim.js";

// Seconds at which each part begins, and the weeks that it plays.
/** @type {[number, number | null, number | null, string][]} */
const PARTS = [[0, 0, 0, "opening.dots"], [2, 0, STOP, "opening.push"], [6.5, STOP, null, "opening.stop"], [9.5, null, null, "opening.claim"]];
export const SECONDS = 12;
const MARKS = ["M8 2.6a5.4 5.4 0 1 0 .01 0Z", "M8 1.6L14.4 13H1.6Z"];

// The part of the scene and the week after so many seconds.
export function moment(seconds, end) {
  const index = PARTS.findLastIndex(([start]) => seconds >= start);
  const [start, from, to, key] = PARTS[index];
  const until = PARTS[index + 1]?.[0] ?? SECONDS;
  const share = Math.min(1, (seconds - start) / (until - start));
  return { key, week: (from ?? end) + share * ((to ?? end) - (from ?? end)) };
}

export class Scene {
  constructor() {
    this.claim = html("p", { class: "claim", "aria-live": "polite" }, t("opening.dots"));
    this.canvas = html("canvas", { role: "img", "aria-label": t("opening.picture") });
    this.numbers = [t("opening.week"), t("opening.do"), t("opening.want")].map((term) => ({ term, value: html("dd", {}, "…") }));
    const key = RANKS.map((rank, r) => html("dt", {}, svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: `rank ${rank}` }, svg("path", { d: MARKS[r], fill: "currentColor" })), t(`rank.${rank}`)));
    const list = html("dl", { class: "numbers" }, ...this.numbers.map(({ term, value }) => html("div", {}, html("dt", {}, term), value)), html("div", {}, ...key));
    this.element = html("div", { class: "stage" }, this.canvas, list);
  }

  // A run to play; it is laid out in the pixels that the picture has now.
  load(run) {
    this.run = run;
    this.found = claim(run);
    this.fit();
  }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    const dots = Math.min(2, globalThis.devicePixelRatio || 1);
    [this.canvas.width, this.canvas.height] = [box.width, box.height].map((pixels) => Math.round(pixels * dots));
    this.context = this.canvas.getContext("2d");
    this.context.setTransform(dots, 0, 0, dots, 0, 0);
    this.size = [box.width, box.height];
    this.paper = layout(this.run, ...this.size);
    this.xy = new Float32Array(2 * this.run.members.length);
  }

  at(seconds) {
    const { run, paper, xy } = this;
    const { key, week } = moment(seconds, run.weeks);
    const text = t(key === "opening.claim" && !holds(this.found) ? "opening.plain" : key, { week: STOP, ...this.found });
    if (this.claim.textContent !== text) this.claim.textContent = text;
    const scene = { run, n: 0, week, paper, colours: palette(), xy, department: null, chosen: null };
    positions(scene, xy);
    this.context.clearRect(0, 0, ...this.size);
    draw(new CanvasPen(this.context), scene);
    const shown = Math.round(week);
    const values = [String(shown), percent(trace(run, 0, "do")[shown]), percent(trace(run, 0, "want")[shown])];
    this.numbers.forEach(({ value }, n) => { value.textContent = values[n]; });
    return rankTrace(run, 0, 0, 1)[shown];
  }
}
