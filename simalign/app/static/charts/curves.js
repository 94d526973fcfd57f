// What happens over time: a mean over replications with its 95% band, one line style and colour per policy.

import { colour, html, svg } from "../base/elements.js";
import { trace } from "../base/run.js";
import { t, textOr } from "../base/text.js";
import { percent } from "../base/words.js";
import { area, line, scaleLinear } from "../vendor/d3.js";
import { SIZE, domain, drawAxes, inLines, sheet, spread, zoom } from "./scales.js";

export const SHOWN = ["do", "want", "resistance", "value", "trust", "know"];
const TOGETHER = ["know", "want", "do"]; // share one scale
const [LEFT, TOP, BOTTOM] = [40, 8, 24]; // pixels around the plot
const LETTER = 7.8; // pixels that a letter of a label takes, about
const JITTER = [0, -7, 7, -3.5, 3.5, -10.5, 10.5]; // pixels that guesses of a class stand beside their week
const GAP = 3; // pixels between labels
const BESIDE = 115; // pixels that the text beside a guess takes
const LONGEST = 15; // letters of a line of a label

export class Curves {
  // on: {seek(week), hover(week or null, event)}. shown: names of measures, one figure each.
  constructor(place, on, shown = SHOWN) {
    this.place = place;
    this.on = on;
    this.shown = shown;
    this.guesses = {};
    this.crowd = {}; // guesses of a class, by measure
    this.drawn = {}; // curves that were predicted, by measure: {weeks, values, mine}
    this.figures = [];
    this.run = null;
    this.revealed = null;
    this.looks = [];
    this.titles = [];
    this.about = {};
    this.ghosts = [];
    this.marks = [];
    this.width = 0;
    new ResizeObserver(() => {
      const width = this.figures[0]?.element.clientWidth ?? 0;
      if (this.run && width && Math.abs(width - this.width) > 1) this.draw();
    }).observe(place);
  }

  // looks, titles: of the policies. about: titles and texts of measures. more: {ghosts, marks}: by policy, the bands of
  // its unchanged preset (or null), and what is marked on its lines, {week, kind, text}.
  show(run, looks, titles, about, { ghosts = [], marks = [] } = {}) {
    Object.assign(this, { run, looks, titles, about, ghosts, marks });
    const frames = this.shown.map((name) => {
      const caption = html("figcaption", {}, html("b", {}, textOr(`measure.${name}.title`, about[name].title)), html("span", { title: textOr(`measure.${name}.text`, about[name].text) }, textOr(`measure.${name}.text`, about[name].text)));
      return { name, element: html("figure", {}, caption) };
    });
    this.place.replaceChildren(...frames.map((one) => one.element));
    this.figures = frames;
    this.draw();
  }

  draw() {
    const widths = this.figures.map((one) => one.element.clientWidth);
    this.width = widths[0];
    const style = getComputedStyle(this.figures[0].element);
    const edge = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
    this.figures.forEach((one, n) => {
      one.picture?.remove();
      Object.assign(one, this.figure(one.name, Math.max(180, (widths[n] - edge) / zoom())));
      one.element.append(one.picture);
    });
    if (this.shownWeek !== undefined) this.week(this.shownWeek);
    this.reveal(this.revealed);
  }

  values(measure) {
    const { run } = this;
    const together = TOGETHER.includes(measure) && this.shown.length > 3 ? TOGETHER : [measure];
    const of = (which) => run.policies.flatMap((_, n) => together.map((name) => trace(run, n, name, which)));
    const guessed = [...(this.guesses[measure] ?? []), ...(this.crowd[measure] ?? [])].map((one) => one.value);
    const drawn = (this.drawn[measure] ?? []).map((one) => one.values);
    return domain([...of(0), guessed, ...drawn], [...of(1), ...of(2)]);
  }

  figure(measure, width) {
    const { run } = this;
    const height = Math.round(Math.min(300, Math.max(126, 0.44 * width)));
    const names = this.titles.map((name) => inLines(name, LONGEST));
    const right = width < 240 ? 8 : 10 + LETTER * Math.max(...names.flat().map((part) => part.length));
    const [low, high] = this.values(measure);
    const x = scaleLinear([0, run.weeks], [LEFT, width - right]);
    const y = scaleLinear([low, high], [height - BOTTOM, TOP]).clamp(true);
    const picture = sheet(width, height, { "aria-label": this.spoken(measure), "data-ends": `${low} ${high} ${y(low)} ${y(high)}` });
    drawAxes(picture, x, y, run.weeks);
    const lines = svg("g");
    for (const [n, look] of this.looks.entries()) lines.append(...this.lines(measure, n, look, x, y));
    const clip = svg("rect", { x: 0, y: 0, width, height });
    const id = `${this.place.id}-${measure}`;
    picture.append(svg("clipPath", { id }, clip), lines);
    lines.setAttribute("clip-path", `url(#${id})`);
    const labels = svg("g", { "aria-hidden": "true" });
    if (right > 8) labels.append(...this.labels(measure, names, x, y));
    picture.append(labels, ...this.marked(x, y));
    for (const { weeks, values, mine } of this.drawn[measure] ?? []) {
      const d = line((_, n) => x(weeks[n]), (value) => y(value)).digits(2)(values);
      picture.append(svg("path", { d, fill: "none", stroke: colour("--ink"), "stroke-width": mine ? 2.4 : 1.4, "stroke-opacity": mine ? 1 : 0.22, "stroke-dasharray": mine ? "7 4" : "", "data-drawn": mine ? "mine" : "class" }));
      if (mine) picture.append(svg("text", { x: x(weeks[2]) + 4, y: y(values[2]) - 8, "font-size": SIZE, "font-weight": 700, fill: colour("--ink"), stroke: colour("--card"), "stroke-width": 3, "paint-order": "stroke" }, t("curves.guess")));
    }
    for (const [n, { week, value }] of (this.crowd[measure] ?? []).entries()) picture.append(dot(x(week) + JITTER[n % JITTER.length], y(value)));
    for (const { week, value } of this.guesses[measure] ?? []) picture.append(...diamond(x(week), y(value), LEFT));
    const now = svg("line", { visibility: "hidden", y1: TOP, y2: height - BOTTOM, stroke: colour("--ink"), "stroke-width": 1.2 });
    const under = svg("line", { y1: TOP, y2: height - BOTTOM, stroke: colour("--soft"), "stroke-dasharray": "2 2", visibility: "hidden" });
    picture.append(now, under);
    this.listen(picture, x);
    return { picture, now, under, x, clip, labels };
  }

  lines(measure, n, look, x, y) {
    const { run, ghosts } = this;
    const [mean, bottom, top] = [0, 1, 2].map((which) => trace(run, n, measure, which));
    const drawn = line((_, week) => x(week), (value) => y(value)).digits(2);
    const band = area().x((_, week) => x(week)).y0((_, week) => y(bottom[week])).y1((_, week) => y(top[week])).digits(2);
    const parts = [svg("path", { d: band(mean), fill: look.colour, "fill-opacity": 0.16 })];
    if (ghosts[n]) parts.push(svg("path", { d: drawn(ghosts[n](measure)), fill: "none", stroke: look.colour, "stroke-width": 1.4, "stroke-opacity": 0.55, "stroke-dasharray": "2 3", "data-ghost": n }));
    parts.push(svg("path", { d: drawn(mean), fill: "none", stroke: look.colour, "stroke-width": 2.2, "stroke-dasharray": look.dash, "stroke-linejoin": "round", "data-measure": measure, "data-policy": n }));
    return parts;
  }

  labels(measure, names, x, y) {
    const last = this.run.policies.map((_, n) => y(trace(this.run, n, measure).at(-1)));
    const size = SIZE * Math.max(...names.map((parts) => parts.length)) + GAP;
    const heights = spread(last, size, y.range()[1] + (size - GAP) / 2, y.range()[0] + SIZE - (size - GAP) / 2);
    const at = x.range()[1] + 5;
    return names.map((parts, n) => svg("text", { "dominant-baseline": "central", "font-size": SIZE, "font-weight": 600, fill: this.looks[n].colour },
      ...parts.map((part, k) => svg("tspan", { x: at, y: heights[n] + SIZE * (k - (parts.length - 1) / 2) }, part))));
  }

  // Phases, reviews and events, at the foot of the plot.
  marked(x, y) {
    const foot = y.range()[0];
    return this.marks.flatMap((marks, n) => marks.map(({ week, kind, text }) => {
      const [at, size] = [x(week), kind === "review" ? 3.2 : 5];
      const d = kind === "review" ? `M${at} ${foot - size}L${at + size} ${foot}L${at} ${foot + size}L${at - size} ${foot}Z` : `M${at} ${foot - 1.6 * size}L${at + size} ${foot}H${at - size}Z`;
      const fill = kind === "review" ? colour("--soft") : this.looks[n].colour;
      return svg("path", { d, fill, stroke: colour("--card"), "stroke-width": 1, "data-mark": kind }, svg("title", {}, text));
    }));
  }

  listen(picture, x) {
    const weekOf = (event) => {
      const box = picture.getBoundingClientRect();
      return Math.round(Math.min(this.run.weeks, Math.max(0, x.invert((event.clientX - box.left) / zoom()))));
    };
    picture.addEventListener("click", (event) => this.on.seek(weekOf(event)));
    picture.addEventListener("pointermove", (event) => this.point(weekOf(event), event));
    picture.addEventListener("pointerleave", (event) => this.point(null, event));
  }

  // The week under the pointer, in all figures at once.
  point(week, event) {
    for (const { under, x } of this.figures) {
      under.setAttribute("visibility", week === null ? "hidden" : "visible");
      if (week !== null) for (const end of ["x1", "x2"]) under.setAttribute(end, x(week));
    }
    const measure = this.figures.find((one) => one.picture.contains(event.target))?.name;
    this.on.hover?.(week, event, measure);
  }

  week(week) {
    this.shownWeek = week;
    for (const { now, x } of this.figures) {
      now.setAttribute("visibility", "visible");
      for (const end of ["x1", "x2"]) now.setAttribute(end, x(week));
    }
  }

  // Lines up to a week only; null shows all of them.
  reveal(week) {
    this.revealed = week;
    for (const { clip, x, labels } of this.figures) {
      clip.setAttribute("width", week === null ? x.range()[1] + 4 : x(week) + 1);
      labels.setAttribute("visibility", week === null || week >= this.run.weeks ? "visible" : "hidden");
    }
  }

  spoken(measure) {
    const { run } = this;
    const ends = this.titles.map((policy, n) => t("curves.fromto", { policy, from: percent(trace(run, n, measure)[0]), to: percent(trace(run, n, measure).at(-1)) }));
    return t("curves.spoken", { measure: textOr(`measure.${measure}.title`, this.about[measure].title), weeks: run.weeks, ends: ends.join("; ") });
  }

  // All figures with names, as SVG.
  file() {
    const [ink, soft] = [colour("--ink"), colour("--soft")];
    const [wide, high] = [this.figures[0].picture.width.baseVal.value + 20, this.figures[0].picture.height.baseVal.value + 46];
    const width = 3 * wide + 16;
    const height = 36 + Math.ceil(this.figures.length / 3) * high;
    const paper = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "system-ui, 'DejaVu Sans', sans-serif" });
    paper.append(svg("rect", { width: "100%", height: "100%", fill: colour("--paper") }));
    this.titles.forEach((name, n) => {
      const left = 20 + (n * width) / this.titles.length;
      paper.append(svg("line", { x1: left, x2: left + 34, y1: 18, y2: 18, stroke: this.looks[n].colour, "stroke-width": 2.4, "stroke-dasharray": this.looks[n].dash }), svg("text", { x: left + 42, y: 22, fill: ink, "font-size": 13 }, name));
    });
    this.figures.forEach(({ picture, name }, n) => {
      const group = svg("g", { transform: `translate(${8 + (n % 3) * wide} ${36 + Math.floor(n / 3) * high})` });
      group.append(svg("text", { x: 4, y: 14, fill: ink, "font-size": 13, "font-weight": 700 }, textOr(`measure.${name}.title`, this.about[name].title)));
      group.append(svg("text", { x: 4, y: 29, fill: soft, "font-size": 10 }, textOr(`measure.${name}.text`, this.about[name].text)));
      const inner = svg("g", { transform: "translate(0 34)" });
      inner.append(...[...picture.childNodes].map((one) => one.cloneNode(true)));
      group.append(inner);
      paper.append(group);
    });
    return new XMLSerializer().serializeToString(paper);
  }
}

// One guess of a class.
const dot = (cx, cy) => svg("circle", { cx, cy, r: 4.5, fill: colour("--ink"), "fill-opacity": 0.3, stroke: colour("--card"), "stroke-width": 0.8, "data-crowd": "" });

// What somebody predicted, beside what came out.
function diamond(x, y, left) {
  const ink = colour("--ink");
  const after = x - left < BESIDE;
  return [
    svg("path", { d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`, fill: colour("--card"), stroke: ink, "stroke-width": 2.2, "data-guess": "" }),
    svg("text", { x: after ? x + 11 : x - 11, y: y + 4, "text-anchor": after ? "start" : "end", "font-size": SIZE, "font-weight": 700, fill: ink, stroke: colour("--card"), "stroke-width": 3, "paint-order": "stroke" }, t("curves.guess")),
  ];
}
