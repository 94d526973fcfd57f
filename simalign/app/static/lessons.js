// Lessons: the list, and one from its story to its question. What came out is read off the run by the server.

import { policy } from "./address.js";
import { tell } from "./bench.js";
import { ClassResults } from "./class_results.js";
import { Curves, looks, sample, trace } from "./curves.js";
import { byId, html, rendered } from "./elements.js";
import { questions } from "./guesses.js";
import { asJson, get } from "./wire.js";
import { plain } from "./words.js";

const MARKS = { right: ["✓", "As you said."], wrong: ["✗", "Not as you said."], close: ["≈", "Close."] };

export class Lessons {
  constructor(state, bench, go) {
    Object.assign(this, { state, bench, go, place: byId("lessons"), all: null, met: null, shared: false, predicted: new Set() });
    this.word = crypto.randomUUID?.() ?? String(Math.random()); // one pupil's predictions, until somebody else predicts
    this.results = new ClassResults(this);
  }

  async show() {
    const { state } = this;
    try {
      if (!this.all) this.place.replaceChildren(html("p", { role: "status" }, "The lessons are being fetched."));
      this.all ??= await get("lessons");
    } catch (error) {
      this.place.replaceChildren();
      tell(error.message);
      return;
    }
    if (state.view !== "lessons") return;
    const lesson = this.all.find((one) => one.name === state.lesson);
    if (state.lesson && !lesson) tell(`There is no lesson called ${state.lesson}.`);
    if (lesson && state.results) this.results.show(lesson);
    else if (lesson) this.tellStory(lesson);
    else this.list();
  }

  leave() {
    if (this.bench.clock.playing) this.bench.clock.pause();
    this.bench.shown = this.met = null;
    if (this.before) Object.assign(this.state, this.before);
    this.before = null;
  }

  dressed() {
    if (this.met) this.compared();
    else if (this.state.results) this.show();
  }

  list() {
    const cards = this.all.map((one, n) => html("li", {}, html("h2", {}, this.link(one, `${n + 1}. ${one.title}`)), html("p", {}, one.summary)));
    this.place.replaceChildren(html("ol", { class: "cards" }, ...cards), html("p", { class: "help" }, "Each takes about ten minutes: a story, a prediction, a run, a question. A lesson is a text file; simalign app --lessons FOLDER shows lessons of your own."));
  }

  link(lesson, text, results = false) {
    const link = html("a", { href: `#view=lessons&lesson=${encodeURIComponent(lesson.name)}${results ? "&results=yes" : ""}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: lesson.name, results });
    });
    return link;
  }

  head(lesson) {
    const back = html("a", { href: "#view=lessons" }, "All lessons");
    back.addEventListener("click", (event) => {
      event.preventDefault();
      this.go({ view: "lessons", lesson: null, results: false });
    });
    return [html("p", { class: "back" }, back), html("h2", { id: "lesson-title", tabindex: -1 }, lesson.title)];
  }

  tellStory(lesson) {
    this.lesson = lesson;
    const { element, read } = questions(lesson);
    const form = html("form", { class: "predict" }, html("h3", {}, "What do you think?"), element, html("button", { type: "submit", class: "main" }, "That is my prediction: run it"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.predict(read());
    });
    this.place.replaceChildren(...this.head(lesson), rendered(lesson.story, "prose"), form);
    this.linked(lesson);
  }

  // Whoever has predicted may see what the class did; the host of a class may at any time.
  async linked(lesson) {
    const form = this.place.querySelector(".predict");
    const { host } = this.shared ? await asJson("results", { lesson: lesson.name }).catch(() => ({})) : {};
    if (host || this.predicted.has(lesson.name)) form.after(html("p", {}, this.link(lesson, "What the class predicted", true)));
  }

  async predict(guesses) {
    const { lesson, word } = this;
    const button = this.place.querySelector("button.main");
    button.disabled = true;
    try {
      this.met = await asJson("predict", { lesson: lesson.name, guesses, word });
      this.predicted.add(lesson.name);
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
  }

  // Side by side shows the lesson's run; what it showed before is put back on leaving.
  onBench({ policies, ...run }) {
    const { scenario, organisation, size, weeks, seed, replications, week, person } = this.state;
    this.before ??= { scenario, organisation, size, weeks, seed, replications, week, person, policies: this.state.policies };
    const whole = { scenario: "default", organisation: null, size: 120, weeks: 156, seed: 1, replications: 10, ...run };
    Object.assign(this.state, whole, { week: 0, person: null });
    this.state.policies = policies.map((one) => structuredClone({ ...policy(one.preset ?? "status_quo"), ...one, name: one.name ?? one.preset ?? "status_quo" }));
  }

  compared() {
    const { lesson, met } = this;
    const outcomes = met.outcomes.map((one) => {
      const [mark, text] = MARKS[one.verdict];
      return html("li", { class: one.verdict }, html("span", { class: "mark", "aria-hidden": "true" }, mark), html("div", {}, html("b", {}, one.ask), html("p", {}, html("strong", {}, `${text} `), one.said)));
    });
    this.legend = html("div", { class: "legend" });
    this.figures = html("div", { class: "curves" });
    const other = html("button", { type: "button", onclick: () => this.another() }, "Somebody else predicts");
    this.place.replaceChildren(
      ...this.head(lesson),
      html("h3", {}, "Your prediction and the run"),
      html("ul", { class: "outcomes" }, ...outcomes),
      this.legend, this.figures, this.table(),
      html("p", { class: "help" }, "Read off the run, not written beforehand. It is a model: what it shows is a reason to look, not a proof."),
      html("h3", {}, "Look closer"), rendered(met.compare, "prose"),
      html("h3", {}, "A question to talk about"), rendered(met.question, "prose question"),
      html("p", { class: "row" }, other, this.link(lesson, "What the class predicted", true)),
      html("h3", {}, "Play it"),
    );
    this.draw();
  }

  table() {
    const { look, policies } = this.met;
    if (!look.length) return "";
    const head = html("tr", {}, html("td"), ...policies.map((name) => html("th", { scope: "col" }, plain(name))));
    const rows = look.map((one) => html("tr", {}, html("th", { scope: "row" }, one.title), ...one.cells.map((text) => html("td", {}, text))));
    return html("div", { class: "wide", tabindex: 0, role: "group", "aria-label": "What else came out" }, html("table", { class: "read-off" }, html("caption", {}, "What else came out"), head, ...rows));
  }

  // The curves of what was predicted, with the guesses on them.
  draw() {
    const { run } = this.bench;
    if (!this.met || run?.policies.map((one) => one.name).join() !== this.met.policies.join()) return; // not there yet
    const look = looks(this.state.policies);
    const titles = this.bench.titles();
    const { outcomes } = this.met;
    const named = [...new Set(outcomes.map((one) => one.measure))];
    const curves = new Curves(this.figures, (week) => this.bench.clock.go(week), named);
    for (const one of outcomes) {
      if (one.kind !== "number") continue;
      (curves.guesses[one.measure] ??= []).push({ week: one.week, value: this.counted(one) + one.guess });
    }
    curves.show(run, look, this.bench.catalogue.measures);
    named.forEach((name, n) => {
      const { now, x } = curves.figures[n];
      const week = outcomes.find((one) => one.measure === name).week;
      now.setAttribute("x1", x(week));
      now.setAttribute("x2", x(week));
    });
    this.legend.replaceChildren(...titles.map((name, n) => html("span", {}, sample(look[n]), name)));
  }

  // Where the number that was asked for is counted from.
  counted({ measure, week, since, policy, against }) {
    const at = (name, when) => trace(this.bench.run, this.met.policies.indexOf(name), measure)[when];
    const before = since === null ? 0 : at(policy, since);
    return against === null ? before : before + at(against, week) - (since === null ? 0 : at(against, since));
  }

  another() {
    this.word = crypto.randomUUID?.() ?? String(Math.random());
    this.predicted.clear();
    this.leave();
    this.sight(false);
    this.tellStory(this.lesson);
    byId("lesson-title").focus();
    scrollTo(0, 0);
  }
}
