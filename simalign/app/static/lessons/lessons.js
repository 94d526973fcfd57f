// Lessons: the list, and one from its story to its question. What came out is read off the run.

import { byId, html, rendered } from "../base/elements.js";
import { results } from "../base/results.js";
import { saved } from "../base/saved.js";
import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";
import { tell } from "../bench/tell.js";
import { Curves } from "../charts/curves.js";
import { looks, sample } from "../charts/looks.js";
import { author } from "./author.js";
import { knots } from "./drawing.js";
import { questions } from "./guesses.js";
import { countedFrom, findings, whole } from "./outcomes.js";
import { Scoring } from "./scoring.js";
import { SHEETS, handout, notes } from "./sheets.js";
import { lessonList, translated } from "./translated.js";

const MARKS = { right: "✓", wrong: "✗", close: "≈" };
const DRAWING = 4; // seconds in which the curves of a lesson draw themselves

export class Lessons {
  constructor(state, bench, go) {
    this.state = state;
    this.bench = bench;
    this.go = go;
    this.place = byId("lessons");
    this.all = null;
    this.met = null;
    this.sight = (shown) => shown; // shows or hides side by side
    this.predicted = new Map();
  }

  async show() {
    const { state } = this;
    try {
      if (!this.all) this.place.replaceChildren(html("p", { role: "status" }, t("lessons.fetching")));
      this.all ??= await lessonList();
    } catch (error) {
      this.place.replaceChildren();
      tell(error.message);
      return;
    }
    if (state.view !== "lessons") return;
    const lesson = this.all.find((one) => one.name === state.lesson);
    if (state.lesson && !lesson) tell(t("lessons.unknown", { name: state.lesson }));
    if (lesson && state.sheet) await this.sheet(lesson);
    else if (lesson) this.tellStory(lesson);
    else this.list();
  }

  leave() {
    if (this.bench.clock.playing) this.bench.clock.pause();
    this.bench.shown = this.bench.weekShown = this.met = null;
    if (this.before) Object.assign(this.state, this.before);
    this.before = null;
  }

  dressed() {
    if (this.met) this.draw();
  }

  list() {
    const done = (one) => this.predicted.has(one.name) || remembered(one.name) !== null;
    const progress = this.all.filter(done).length;
    const sheets = (one) => html("p", { class: "sheets" }, ...SHEETS.map((name) => this.sheetLink(one, name)));
    const cards = this.all.map((one, n) => html("li", {}, html("h2", {}, this.link(one, `${n + 1}. ${one.title}`)), html("p", {}, one.summary), done(one) ? html("p", { class: "done" }, t("lessons.done")) : "", sheets(one)));
    const write = saved ? "" : html("button", { type: "button", onclick: () => this.write(this.all[0].source) }, t("author.title"));
    this.place.replaceChildren(
      html("p", { class: "progress-said" }, html("progress", { max: this.all.length, value: progress, "aria-label": t("lessons.progress", { n: progress, all: this.all.length }) }), ` ${t("lessons.progress", { n: progress, all: this.all.length })}`),
      html("ol", { class: "cards" }, ...cards), html("p", { class: "help" }, t("lessons.help")), html("p", { class: "row" }, write));
  }

  sheetLink(lesson, sheet) {
    const link = html("a", { href: `#view=lessons&lesson=${encodeURIComponent(lesson.name)}&sheet=${sheet}` }, t(`sheet.${sheet}link`));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: lesson.name, sheet });
    });
    return link;
  }

  // A handout or a teacher's notes, to be printed.
  async sheet(lesson) {
    const { state } = this;
    const content = state.sheet === "notes" ? notes(lesson, await this.scored(lesson)) : handout(lesson);
    if (state.view !== "lessons" || !state.sheet) return;
    const print = html("button", { type: "button", class: "main", onclick: () => globalThis.print() }, t("sheet.print"));
    this.place.replaceChildren(html("p", { class: "row unprinted" }, print, this.link(lesson, t("sheet.lesson")), ...SHEETS.filter((name) => name !== state.sheet).map((name) => this.sheetLink(lesson, name))), content);
  }

  // The editor of a lesson.
  write(source) {
    this.leave();
    this.sight(false);
    const play = (written) => {
      const lesson = translated(written);
      this.all = [...this.all.filter((one) => one.name !== lesson.name), lesson];
      this.tellStory(lesson);
      this.place.querySelector(".predict").after(html("p", { class: "row" }, html("button", { type: "button", onclick: () => this.write(lesson.source) }, t("author.edit"))));
    };
    this.place.replaceChildren(author(source, { play, back: () => this.list() }));
    byId("lesson-title").focus();
  }

  link(lesson, text) {
    const link = html("a", { href: `#view=lessons&lesson=${encodeURIComponent(lesson.name)}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: lesson.name, sheet: null });
    });
    return link;
  }

  head(lesson) {
    const back = html("a", { href: "#view=lessons" }, t("lessons.all"));
    back.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: null, sheet: null });
    });
    const number = this.all.indexOf(lesson) + 1;
    return [html("p", { class: "back" }, back, ` · ${t("lessons.number", { number, all: this.all.length })}`), html("h2", { id: "lesson-title", tabindex: -1 }, lesson.title)];
  }

  tellStory(lesson) {
    this.lesson = lesson;
    const { element, read } = questions(lesson, this.predicted.get(lesson.name) ?? remembered(lesson.name));
    const form = html("form", { class: "predict" }, html("h3", {}, t("lessons.think")), element, html("button", { type: "submit", class: "main" }, t("lessons.run")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const guesses = read();
      if (guesses) this.predict(guesses);
    });
    this.place.replaceChildren(...this.head(lesson), rendered(lesson.story, "prose"), form);
  }

  async predict(guesses) {
    const { lesson } = this;
    const button = this.place.querySelector("button.main");
    button.disabled = true;
    try {
      this.met = await this.scored(lesson, guesses);
      this.predicted.set(lesson.name, guesses);
      remember(lesson.name, guesses);
      tell(null);
    } catch (error) {
      tell(error.message);
      button.disabled = false;
      return;
    }
    this.sight(true);
    this.onBench(lesson.run);
    this.compared();
    this.bench.shown = () => this.draw();
    this.bench.rebuild();
    await this.bench.ask();
    byId("lesson-title").focus();
    scrollTo(0, 0);
    this.play();
  }

  // The predictions of a lesson with their outcomes in its run; without guesses, the outcomes alone.
  async scored(lesson, guesses = lesson.predict.map(() => null)) {
    const asked = whole(lesson.run);
    const names = asked.policies.map((one) => one.name);
    const { series, measures, quantiles } = await results.series(asked);
    const scoring = new Scoring({ about: this.bench.catalogue.measures, measures, quantiles });
    return { policies: names, outcomes: lesson.predict.map((one, n) => scoring.outcome(one, guesses[n], names, series)), look: scoring.table(lesson.look, series), findings: lesson.findings.map((one) => ({ ...one, ...scoring.finding(one, names, series) })) };
  }

  // The curves draw themselves from the start past the guesses, whenever it plays; then it is said what came out.
  play() {
    const { bench } = this;
    const outcomes = this.place.querySelector(".after");
    const finish = () => {
      this.curves?.reveal(null);
      if (outcomes) outcomes.hidden = false;
    };
    bench.weekShown = null;
    bench.clock.go(0);
    bench.weekShown = (week, playing) => {
      if (playing) this.curves?.reveal(week);
      else finish();
      this.curves?.week(week);
    };
    if (!bench.run || matchMedia("(prefers-reduced-motion: reduce)").matches) return finish();
    if (outcomes) outcomes.hidden = true;
    bench.clock.play(bench.run.weeks / DRAWING);
    return undefined;
  }

  // Side by side shows the lesson's run; what it showed before is put back on leaving.
  onBench(asked) {
    const { scenario, organisation, size, weeks, seed, replications, week, person, department } = this.state;
    this.before ??= { scenario, organisation, size, weeks, seed, replications, week, person, department, policies: this.state.policies };
    Object.assign(this.state, whole(asked), { week: 0, person: null, department: null });
  }

  compared() {
    const { lesson, met } = this;
    const outcomes = met.outcomes.map((one) => html("li", { class: one.verdict }, html("span", { class: "mark", "aria-hidden": "true" }, MARKS[one.verdict]), html("div", {}, html("b", {}, one.ask), html("p", {}, html("strong", {}, `${t(`lessons.${one.verdict}`)} `), one.said))));
    this.legend = html("div", { class: "legend" });
    this.figures = html("div", { class: "curves", id: "lesson-figures" });
    const other = html("button", { type: "button", onclick: () => this.another() }, t("lessons.another"));
    const again = html("button", { type: "button", onclick: () => this.play() }, t("lessons.watch"));
    const next = this.all[this.all.indexOf(lesson) + 1];
    this.place.replaceChildren(
      ...this.head(lesson),
      html("div", { class: "lesson-curves" }, html("h3", {}, t("lessons.prediction")), this.legend, this.figures),
      html("div", { class: "after" },
        html("ul", { class: "outcomes" }, ...outcomes), findings(met.findings), this.table(),
        html("p", { class: "help" }, t("lessons.readoff")),
        html("h3", {}, t("lessons.closer")), rendered(lesson.compare, "prose"),
        html("h3", {}, t("lessons.question")), rendered(lesson.question, "prose question"),
        html("p", { class: "row" }, again, other, next ? this.link(next, t("lessons.next", { title: next.title })) : "")),
      html("h3", {}, t("lessons.play")),
    );
    this.draw();
  }

  table() {
    const { look, policies } = this.met;
    if (!look.length) return "";
    const head = html("tr", {}, html("td"), ...policies.map((name) => html("th", { scope: "col" }, policyTitle(name))));
    const rows = look.map((one) => html("tr", {}, html("th", { scope: "row" }, one.title), ...one.cells.map((text) => html("td", {}, text))));
    return html("div", { class: "wide", tabindex: 0, role: "group", "aria-label": t("lessons.else") }, html("table", { class: "read-off" }, html("caption", {}, t("lessons.else")), head, ...rows));
  }

  // The curves of what was predicted, with the guesses on them.
  draw() {
    const { run } = this.bench;
    if (!this.met || run?.policies.map((one) => one.name).join() !== this.met.policies.join()) return; // not there yet
    const look = looks(this.state.policies);
    const titles = this.bench.titles();
    const { outcomes } = this.met;
    const named = [...new Set(outcomes.map((one) => one.measure))];
    this.figures.replaceChildren();
    this.curves = new Curves(this.figures, { seek: (week) => this.bench.clock.go(week) }, named);
    for (const one of outcomes) {
      if (one.kind === "curve") (this.curves.drawn[one.measure] ??= []).push({ weeks: knots(one.week), values: one.guess, mine: true });
      if (one.kind !== "number") continue;
      (this.curves.guesses[one.measure] ??= []).push({ week: one.week, value: countedFrom(this.bench.run, this.met.policies, one) + one.guess });
    }
    this.curves.show(run, look, titles, this.bench.catalogue.measures);
    this.legend.replaceChildren(...titles.map((name, n) => html("span", {}, sample(look[n]), name)));
  }

  another() {
    this.predicted.clear();
    remember(this.lesson.name, null);
    this.leave();
    this.sight(false);
    this.tellStory(this.lesson);
    byId("lesson-title").focus();
    scrollTo(0, 0);
  }
}

// Guesses outlive reloading the page, in this tab only.
function remember(name, guesses) {
  try {
    sessionStorage.setItem(`guesses ${name}`, JSON.stringify(guesses));
  } catch { /* a browser that keeps nothing */ }
}

function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(`guesses ${name}`) ?? "null");
  } catch {
    return null;
  }
}
