// Lessons: the list, and one from its story to its question. What came out is read off the run.

import { policy } from "../base/address.js";
import { byId, html, rendered } from "../base/elements.js";
import { results } from "../base/results.js";
import { trace } from "../base/run.js";
import { t, textOr } from "../base/text.js";
import { plain } from "../base/words.js";
import { get } from "../base/wire.js";
import { tell } from "../bench/tell.js";
import { Curves } from "../charts/curves.js";
import { looks, sample } from "../charts/looks.js";
import { questions } from "./guesses.js";
import { Scoring } from "./scoring.js";

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
      this.all ??= await get("lessons");
    } catch (error) {
      this.place.replaceChildren();
      tell(error.message);
      return;
    }
    if (state.view !== "lessons") return;
    const lesson = this.all.find((one) => one.name === state.lesson);
    if (state.lesson && !lesson) tell(t("lessons.unknown", { name: state.lesson }));
    if (lesson) this.tellStory(lesson);
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
    const done = (one) => (this.predicted.has(one.name) ? t("lessons.done") : "");
    const cards = this.all.map((one, n) => html("li", {}, html("h2", {}, this.link(one, `${n + 1}. ${one.title}`)), html("p", {}, one.summary), html("p", { class: "help" }, done(one))));
    this.place.replaceChildren(html("ol", { class: "cards" }, ...cards), html("p", { class: "help" }, t("lessons.help")));
  }

  link(lesson, text) {
    const link = html("a", { href: `#view=lessons&lesson=${encodeURIComponent(lesson.name)}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: lesson.name });
    });
    return link;
  }

  head(lesson) {
    const back = html("a", { href: "#view=lessons" }, t("lessons.all"));
    back.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: null });
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
    return { policies: names, outcomes: lesson.predict.map((one, n) => scoring.outcome(one, guesses[n], names, series)), look: scoring.table(lesson.look, series), findings: lesson.findings.map((one) => ({ ...one, number: scoring.finding(one, names, series) })) };
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
    const head = html("tr", {}, html("td"), ...policies.map((name) => html("th", { scope: "col" }, plain(name))));
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

// What the run shows: sentences, each with the number on which it rests.
export function findings(all) {
  if (!all.length) return "";
  const said = ({ week, since, policy: name, against }) => t("lessons.rests", { week, since: since ?? "none", policy: plain(name), against: against === null ? "none" : plain(against) });
  return html("div", { class: "findings" }, html("h3", {}, t("lessons.findings")), html("ul", {}, ...all.map((one) => html("li", {}, html("b", {}, one.number), html("div", {}, one.text, html("span", { class: "help" }, ` ${textOr(`measure.${one.measure}.title`, plain(one.measure))}, ${said(one)}`))))));
}

// Where the number that a question asks for is counted from, on the curves of a run.
export function countedFrom(run, names, { measure, week, since, policy: name, against }) {
  const at = (one, when) => trace(run, names.indexOf(one), measure)[when];
  const before = since === null ? 0 : at(name, since);
  return against === null ? before : before + at(against, week) - (since === null ? 0 : at(against, since));
}

// The run of a lesson with everything that it leaves out.
export function whole({ policies, ...run }) {
  const named = policies.map((one) => structuredClone({ ...policy(one.preset ?? "status_quo"), ...one, name: one.name ?? one.preset ?? "status_quo" }));
  return { scenario: "default", organisation: null, size: 120, weeks: 156, seed: 1, replications: 10, ...run, policies: named };
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
