// One policy: its name, the picture of its people, and the gap between what they do and want as a number by rank.

import { html, option, svg } from "../base/elements.js";
import { RANKS, rankTrace, ranksOf, strategyChanges, trace } from "../base/run.js";
import { t, textOr } from "../base/text.js";
import { apart, list, percent, policyTitle, signed } from "../base/words.js";
import { CanvasPen } from "../picture/pen.js";
import { at, beside, draw, layout, positions } from "../picture/scatter.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MARKS = ["M8 2.6a5.4 5.4 0 1 0 .01 0Z", "M8 1.6L14.4 13H1.6Z"]; // of the ranks, in a box of 16

export class Panel {
  // on: {choose(preset), levers(), remove(), person(i), said(text), hover(i, event, n)}
  constructor(n, catalogue, on) {
    this.n = n;
    this.on = on;
    this.cursor = null;
    this.run = null;
    this.xy = null;
    this.title = "";
    this.colours = null;
    this.chosen = null;
    this.department = null;
    this.select = html("select", { "aria-label": t("panel.policy", { n: n + 1 }), onchange: () => on.choose(this.select.value) });
    this.select.append(...catalogue.policies.map((one) => option(one.name, textOr(`policy.${one.name}.title`, one.title))), option("", ""));
    this.more = html("button", { type: "button", "aria-expanded": "false", "aria-controls": "levers", "aria-label": t("panel.change", { n: n + 1 }), onclick: () => on.levers() }, t("panel.levers"));
    this.less = html("button", { type: "button", "aria-label": t("panel.remove", { n: n + 1 }), onclick: () => on.remove() }, "✕");
    this.text = html("p", { class: "text" });
    this.canvas = html("canvas", { tabindex: 0, role: "img", "aria-describedby": `gap-${n}` });
    this.gaps = html("dl", { class: "gaps", id: `gap-${n}` });
    this.rows = RANKS.map((rank, r) => this.row(rank, r));
    this.events = html("p", { class: "help happened" });
    this.element = html("article", { class: "policy" }, html("div", { class: "top" }, this.select, this.more, this.less), this.canvas, this.gaps, this.text, this.events);
    this.listen();
  }

  row(rank, r) {
    const mark = svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: `rank ${rank}` }, svg("path", { d: MARKS[r], fill: "currentColor" }));
    const gap = html("b", { class: "gap" });
    const parts = html("span", { class: "parts" });
    const element = html("div", {}, html("dt", {}, mark, " ", t(`rank.${rank}`)), html("dd", {}, gap, " ", parts));
    this.gaps.append(element);
    return { element, gap, parts };
  }

  listen() {
    const point = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const under = (event) => (this.xy ? at(this.xy, ...point(event)) : null);
    this.canvas.addEventListener("click", (event) => {
      const person = under(event);
      if (person !== null) this.on.person(person);
    });
    this.canvas.addEventListener("pointermove", (event) => this.on.hover(under(event), event, this.n));
    this.canvas.addEventListener("pointerleave", (event) => this.on.hover(null, event, this.n));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("blur", () => {
      this.cursor = null;
      if (this.run) this.paint();
    });
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (!this.run) return;
    if (arrow) {
      event.preventDefault();
      this.cursor = this.cursor === null ? 0 : beside(this.xy, this.cursor, ...arrow);
      this.on.said(`${this.describe(this.cursor)} ${t("panel.enter")}`);
      this.paint();
    } else if ((event.key === "Enter" || event.key === " ") && this.cursor !== null) {
      event.preventDefault();
      event.stopPropagation();
      this.on.person(this.cursor);
    }
  }

  // A person in this week, in a sentence.
  describe(i) {
    const { run, n } = this;
    const cell = Math.round(this.week) * run.members.length + i;
    const one = run.members[i];
    const who = { name: one.name, role: textOr(`role.${one.role}`, one.role), department: run.departments[one.department] };
    const share = (name) => run.arrays[`${name}${n}`][cell] / 255;
    return t("person.now", { ...who, does: percent(share("do")), wants: percent(share("want")), gap: signed(apart(share("do"), share("want"))) });
  }

  name(one, title, text, look) {
    this.select.value = one.preset;
    const last = this.select.lastElementChild;
    last.hidden = true;
    if (title !== policyTitle(one.preset)) {
      last.value = one.preset;
      last.textContent = title;
      last.hidden = false;
      last.selected = true;
    }
    this.text.textContent = this.text.title = text;
    Object.assign(this, { look, title });
    this.element.style.setProperty("--own", look.colour);
  }

  show(run, colours, chosen, department) {
    Object.assign(this, { run, colours, chosen, department });
    this.changes = strategyChanges(run, this.n);
    this.rows.forEach(({ element }, rank) => { element.hidden = !ranksOf(run).includes(rank); });
    this.fit();
  }

  // As many pixels as the screen has in the box of the canvas.
  fit() {
    const box = this.canvas.getBoundingClientRect();
    const dots = Math.min(2, globalThis.devicePixelRatio || 1);
    this.size = [box.width, box.height];
    const [width, height] = this.size.map((length) => Math.round(length * dots));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height }); // costs time
    this.context = this.canvas.getContext("2d");
    this.context.setTransform(dots, 0, 0, dots, 0, 0);
    this.paper = layout(this.run, box.width, box.height);
    this.xy = new Float32Array(2 * this.run.members.length);
  }

  scene() {
    const { run, n, week, paper, colours, xy, department } = this;
    const scene = { run, n, week, paper, colours, xy, department, chosen: this.cursor ?? this.chosen };
    positions(scene, xy);
    return scene;
  }

  paint() {
    this.context.clearRect(0, 0, ...this.size);
    draw(new CanvasPen(this.context), this.scene());
  }

  at(week) {
    this.week = week;
    this.paint();
  }

  numbers() {
    const whole = Math.round(this.week);
    this.rows.forEach(({ gap, parts }, rank) => {
      const [wants, does] = [0, 1].map((what) => rankTrace(this.run, this.n, rank, what)[whole]);
      gap.textContent = signed(apart(does, wants));
      parts.textContent = t("panel.parts", { does: percent(does), wants: percent(wants) });
    });
    this.events.textContent = this.happened(whole);
    const [wants, does] = ["want", "do"].map((name) => trace(this.run, this.n, name)[whole]);
    this.canvas.setAttribute("aria-label", t("panel.spoken", { policy: this.title, week: whole, does: percent(does), wants: percent(wants) }));
  }

  // What has happened so far: changes of the strategy and events.
  happened(week) {
    const { run, n } = this;
    const past = run.policies[n].events.filter((one) => one.week < week).map((one) => ({ week: one.week, text: one.text }));
    const reviews = this.changes.filter((one) => one.week <= week && (one.dropped.length || one.added.length)).map((one) => ({ week: one.week, text: changed(one) }));
    const latest = [...past, ...reviews].sort((a, b) => a.week - b.week).slice(-3);
    return latest.map((one) => t("panel.happened", { week: one.week, text: one.text })).join(" ");
  }
}

// What a review changed, in a sentence.
export function changed({ dropped, added }) {
  const goals = (names) => list(names.map((name) => textOr(`goal.${name}`, name)));
  if (dropped.length && added.length) return t("review.both", { dropped: goals(dropped), added: goals(added) });
  if (dropped.length) return t("review.dropped", { goals: goals(dropped) });
  return added.length ? t("review.added", { goals: goals(added) }) : t("review.weights");
}
