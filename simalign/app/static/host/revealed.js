// What a class predicted and what came out: the curves draw themselves past the guesses, then the outcomes are said.

import { html, rendered } from "../base/elements.js";
import { results } from "../base/results.js";
import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";
import { Curves } from "../charts/curves.js";
import { looks, sample } from "../charts/looks.js";
import { dots, votes } from "../charts/tallies.js";
import { knots } from "../lessons/drawing.js";
import { countedFrom, findings, whole } from "../lessons/outcomes.js";

const DRAWING = 5000; // milliseconds

export class Revealed {
  constructor({ bench, lessons }, lesson) {
    this.bench = bench;
    this.lessons = lessons;
    this.lesson = lesson;
    this.figures = html("div", { class: "curves", id: "class-figures" });
    this.legend = html("div", { class: "legend" });
    this.outcomes = html("div", { class: "outcomes-said", hidden: true });
    this.element = html("div", { class: "revealed" }, html("h2", { id: "lesson-title", tabindex: -1 }, lesson.title), this.legend, this.figures, this.outcomes);
    this.frame = 0;
  }

  // guesses: of the class, by question. mine: of one student, or null. Resolves once everything is said.
  async show(guesses, mine, glide) {
    const { lesson, bench } = this;
    const asked = whole(lesson.run);
    const names = lesson.policies;
    const [run, scored] = await Promise.all([results.run(asked), this.lessons.scored(lesson, mine ?? undefined)]);
    const look = looks(asked.policies);
    const titles = names.map(policyTitle);
    this.curves = new Curves(this.figures, { seek() {} }, [...new Set(lesson.predict.map((one) => one.measure))]);
    lesson.predict.forEach((one, n) => {
      if (one.kind === "curve") {
        const weeks = knots(one.week);
        this.curves.drawn[one.measure] = [...guesses[n].map((values) => ({ weeks, values, mine: false })), ...(mine ? [{ weeks, values: mine[n], mine: true }] : [])];
      }
      if (one.kind !== "number") return;
      const base = countedFrom(run, names, one);
      this.curves.crowd[one.measure] = guesses[n].map((guess) => ({ week: one.week, value: base + guess }));
      if (mine) (this.curves.guesses[one.measure] ??= []).push({ week: one.week, value: base + mine[n] });
    });
    this.legend.replaceChildren(...titles.map((name, n) => html("span", {}, sample(look[n]), ` ${name}`)), ...(guesses.some((one) => one.length) ? [html("span", {}, html("i", { class: "crowd", "aria-hidden": "true" }), ` ${t("host.crowd")}`)] : []));
    this.curves.show(run, look, titles, bench.catalogue.measures);
    this.outcomes.replaceChildren(...scored.outcomes.map((one, n) => this.outcome({ ...one, guesses: guesses[n] }, mine !== null)), findings(scored.findings), html("div", {}, html("h3", {}, t("lessons.closer")), rendered(lesson.compare, "prose")));
    await this.glide(run.weeks, glide);
    this.outcomes.hidden = false;
  }

  outcome(one, mine) {
    const tallies = { leader: () => votes(one, this.lesson.policies, this.element), number: () => dots(one, this.element), curve: () => html("p", { class: "help" }, t("class.curves", { n: one.guesses.length })) };
    const tally = one.guesses.length ? tallies[one.kind]() : "";
    const said = mine ? html("p", {}, html("strong", {}, `${t(`lessons.${one.verdict}`)} `), one.said) : "";
    return html("section", { class: "asked" }, html("h3", {}, one.ask), said, tally);
  }

  glide(weeks, on) {
    cancelAnimationFrame(this.frame);
    if (!on || matchMedia("(prefers-reduced-motion: reduce)").matches) return Promise.resolve();
    const begun = performance.now();
    return new Promise((done) => {
      const step = (now) => {
        const part = Math.min(1, Math.max(0, (now - begun) / DRAWING));
        this.curves.reveal(part < 1 ? part * weeks : null);
        if (part < 1) this.frame = requestAnimationFrame(step);
        else done(undefined);
      };
      this.frame = requestAnimationFrame(step);
    });
  }
}
