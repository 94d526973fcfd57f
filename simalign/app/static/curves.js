// Know, want, do and what else, over time: a mean over repetitions with its 95% band, a line style and colour a policy.

import { colour, html, svg } from "./elements.js";

const [W, H, LEFT, RIGHT, TOP, BOTTOM] = [360, 190, 34, 8, 8, 22];
export const DASHES = { status_quo: "1.5 4" };
const SHOWN = ["know", "want", "do", "value", "resistance", "trust"];
const SPARE_DASHES = ["", "7 4", "9 3 2 3"];

// Colour and dash of each policy; one with a name of its own, or a preset that is there twice, gets a spare colour.
export function looks(policies) {
  const seen = new Set();
  let [spare, dash] = [0, 0];
  return policies.map(({ preset, name: own }) => {
    const known = own === preset && !seen.has(preset) && colour(`--policy-${preset}`);
    if (own === preset) seen.add(preset);
    const name = known ? `--policy-${preset}` : `--policy-spare-${spare++ % 3}`;
    return { name, colour: colour(name), dash: known && DASHES[preset] ? DASHES[preset] : SPARE_DASHES[dash++ % 3] };
  });
}

export function trace(run, n, measure, which = 0) {
  const M = run.measures.length;
  const W1 = run.weeks + 1;
  const m = run.measures.indexOf(measure);
  return run.arrays[`bands${n}`].subarray((which * M + m) * W1, (which * M + m + 1) * W1);
}

export function sample(look) {
  return svg("svg", { viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" }, svg("line", { x1: 1, x2: 33, y1: 5, y2: 5, stroke: look.colour, "stroke-width": 2.6, "stroke-dasharray": look.dash }));
}

export class Curves {
  // shown: names of measures, a figure each; guesses: by measure, a list of {week, value} that were predicted
  constructor(place, seek, shown = SHOWN) {
    this.place = place;
    this.shown = shown;
    this.guesses = {};
    this.seek = seek;
    this.figures = [];
  }

  // about: by measure, {title, text}, from the catalogue
  show(run, looks, about) {
    this.run = run;
    this.looks = looks;
    this.figures = this.shown.map((name) => this.figure(name, about[name].title, about[name].text));
    this.place.replaceChildren(...this.figures.map((one) => one.element));
  }

  figure(measure, title, unit) {
    const { run } = this;
    const shares = ["know", "want", "do"].includes(measure);
    const together = shares ? ["know", "want", "do"] : [measure];
    const guesses = this.guesses[measure] ?? [];
    const [low, high] = range(run, together, guesses.map((one) => one.value));
    const x = (week) => LEFT + ((W - LEFT - RIGHT) * week) / run.weeks;
    const y = (value) => H - BOTTOM - ((H - TOP - BOTTOM) * (Math.max(value, low) - low)) / (high - low);
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": spoken(run, measure, title), "data-ends": `${low} ${high} ${y(low)} ${y(high)}` });
    picture.append(...axes(run, low, high, x, y));
    this.looks.forEach((look, n) => {
      const [mean, bottom, top] = [0, 1, 2].map((which) => [...trace(run, n, measure, which)]);
      picture.append(
        svg("path", { d: area(bottom, top, x, y), fill: look.colour, "fill-opacity": 0.18 }),
        svg("path", {
          d: path(mean, x, y), fill: "none", stroke: look.colour, "stroke-width": 2.2, "stroke-dasharray": look.dash,
          "stroke-linejoin": "round", "data-measure": measure, "data-policy": n,
        }),
      );
    });
    for (const { week, value } of guesses) picture.append(...diamond(x(week), y(value)));
    const now = svg("line", { y1: TOP, y2: H - BOTTOM, stroke: colour("--ink"), "stroke-width": 1.2 });
    picture.append(now);
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      this.seek(Math.round((((event.clientX - box.left) / box.width) * W - LEFT) / (W - LEFT - RIGHT) * run.weeks));
    });
    const element = html("figure", {}, html("figcaption", {}, html("b", {}, title), html("span", {}, unit)), picture);
    return { element, picture, now, x, title, unit };
  }

  week(week) {
    for (const { now, x } of this.figures) {
      now.setAttribute("x1", x(week));
      now.setAttribute("x2", x(week));
    }
  }

  // All figures as one SVG file, with names and a legend.
  file(names) {
    const wide = 3 * (W + 16);
    const high = 2 * (H + 44) + 34;
    const paper = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "font-family": "system-ui, 'DejaVu Sans', sans-serif" });
    paper.append(svg("rect", { width: wide, height: high, fill: colour("--paper") }));
    const ink = colour("--ink");
    names.forEach((name, n) => {
      const left = 20 + (n * wide) / names.length;
      paper.append(
        svg("line", { x1: left, x2: left + 34, y1: 18, y2: 18, stroke: this.looks[n].colour, "stroke-width": 2.4, "stroke-dasharray": this.looks[n].dash }),
        svg("text", { x: left + 42, y: 22, fill: ink, "font-size": 13 }, name),
      );
    });
    this.figures.forEach(({ picture, title, unit }, n) => {
      const group = svg("g", { transform: `translate(${8 + (n % 3) * (W + 16)} ${38 + Math.floor(n / 3) * (H + 44)})` });
      group.append(svg("text", { x: 4, y: 14, fill: ink, "font-size": 13, "font-weight": 700 }, title));
      group.append(svg("text", { x: 4, y: 29, fill: colour("--soft"), "font-size": 10 }, unit));
      const inner = svg("g", { transform: "translate(0 34)" });
      inner.append(...[...picture.childNodes].map((one) => one.cloneNode(true)));
      group.append(inner);
      paper.append(group);
    });
    return new XMLSerializer().serializeToString(paper);
  }
}

// What somebody predicted, beside what came out.
export function diamond(x, y) {
  const ink = colour("--ink");
  const left = x > 90;
  return [
    svg("path", { d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`, fill: colour("--card"), stroke: ink, "stroke-width": 2.2, "data-guess": "" }),
    svg("text", { x: left ? x - 11 : x + 11, y: y + 4, "text-anchor": left ? "end" : "start", "font-size": 11, "font-weight": 700, fill: ink, stroke: colour("--card"), "stroke-width": 3, "paint-order": "stroke" }, "your guess"),
  ];
}

function range(run, measures, more = []) {
  let [low, high] = [Math.min(Infinity, ...more), Math.max(-Infinity, ...more)];
  for (let n = 0; n < run.policies.length; n++) {
    for (const measure of measures) {
      for (const value of trace(run, n, measure, 1)) low = Math.min(low, value);
      for (const value of trace(run, n, measure, 2)) high = Math.max(high, value);
    }
  }
  const positive = measures.every((measure) => run.policies.every((_, n) => trace(run, n, measure).every((value) => value >= 0)));
  if (positive) low = Math.max(0, low); // a band may reach below what is possible
  const step = high - low > 0.5 ? 0.2 : high - low > 0.12 ? 0.1 : 0.05;
  low = Math.floor(low / step + 1e-9) * step;
  return [low, Math.max(Math.ceil(high / step - 1e-9) * step, low + 2 * step)];
}

function axes(run, low, high, x, y) {
  const found = [];
  const [grid, soft] = [colour("--grid"), colour("--soft")];
  const step = high - low > 0.6 ? 0.2 : high - low > 0.25 ? 0.1 : 0.05;
  for (let value = low; value < high + 1e-9; value += step) {
    found.push(svg("line", { x1: LEFT, x2: W - RIGHT, y1: y(value), y2: y(value), stroke: grid }));
    found.push(svg("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end", "font-size": 11, fill: soft }, value.toFixed(step < 0.1 ? 2 : 1)));
  }
  const every = run.weeks > 208 ? 52 : run.weeks > 78 ? 26 : run.weeks > 26 ? 13 : 4;
  for (let week = 0; week <= run.weeks; week += every) {
    const text = week === 0 ? "start" : run.weeks > 78 && week % 52 === 0 ? `year ${week / 52}` : run.weeks > 78 ? "" : `week ${week}`;
    found.push(svg("line", { x1: x(week), x2: x(week), y1: H - BOTTOM, y2: H - BOTTOM + 4, stroke: soft }));
    const anchor = week === 0 ? "start" : week > run.weeks - every / 2 ? "end" : "middle";
    if (text) found.push(svg("text", { x: x(week), y: H - 6, "text-anchor": anchor, "font-size": 11, fill: soft }, text));
  }
  return found;
}

const n1 = (value) => Math.round(100 * value) / 100;
const path = (values, x, y) => values.map((value, week) => `${week ? "L" : "M"}${n1(x(week))} ${n1(y(value))}`).join("");

function area(low, high, x, y) {
  const back = low.map((value, week) => `L${n1(x(week))} ${n1(y(value))}`).reverse();
  return `${path(high, x, y)}${back.join("")}Z`;
}

function spoken(run, measure, title) {
  const ends = run.policies.map(({ name }, n) => {
    const values = trace(run, n, measure);
    return `${name.replaceAll("_", " ")} from ${values[0].toFixed(2)} to ${values.at(-1).toFixed(2)}`;
  });
  return `${title} over ${run.weeks} weeks: ${ends.join("; ")}`;
}
