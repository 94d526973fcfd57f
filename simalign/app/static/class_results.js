// What a class predicted in a lesson, and beside it, once the host shows it, what came out: counts only, nobody's name.

import { tell } from "./bench.js";
import { html } from "./elements.js";
import { dots, votes } from "./tallies.js";
import { asJson } from "./wire.js";
import { several } from "./words.js";

const AGAIN = 3000; // milliseconds

export class ClassResults {
  constructor(lessons) {
    Object.assign(this, { lessons, lesson: null, timer: 0, failed: false });
    document.addEventListener("visibilitychange", () => this.again());
  }

  get here() {
    const { state } = this.lessons;
    return this.lesson && state.view === "lessons" && state.results && state.lesson === this.lesson.name;
  }

  // Looks again, now or when the page is in sight; an answer that fails stops nothing.
  again() {
    if (this.here && !document.hidden) this.show(this.lesson);
  }

  async show(lesson, more = {}) {
    clearTimeout(this.timer);
    this.lesson = lesson;
    try {
      const found = await asJson("results", { lesson: lesson.name, ...more });
      if (!this.here) return;
      if (this.failed) tell(null);
      this.failed = false;
      this.renew(lesson, found);
    } catch (error) {
      if (!this.here) return;
      tell(error.message);
      this.failed = true;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), AGAIN);
  }

  renew(lesson, found) {
    const { place } = this.lessons;
    const text = JSON.stringify(found) + document.documentElement.dataset.theme;
    if (text !== place.dataset.results || !place.querySelector(".results")) this.fill(lesson, found);
    place.dataset.results = text;
  }

  fill(lesson, found) {
    const { lessons } = this;
    const button = (text, more) => html("button", { type: "button", onclick: () => this.show(lesson, more) }, text);
    const host = !found.host ? [] : [...(found.shown || !found.people ? [] : [button("Show what came out", { show: true })]), button("Begin anew", { clear: true })];
    const said = found.people ? `${several(found.people, "prediction")} so far.` : "Nobody has predicted yet.";
    const kept = found.shown || !found.people ? "" : " What came out is not shown yet.";
    const parts = found.questions.map((one, n) => html("section", { class: "asked" }, html("h3", {}, one.ask), one.kind === "leader" ? votes(one, found.policies, lessons.place) : dots({ ...one, ...lesson.predict[n] }, lessons.place)));
    lessons.place.replaceChildren(
      ...lessons.head(lesson),
      html("div", { class: "results" },
        html("p", { role: "status" }, `${said}${kept} Without names; forgotten when the program stops.`),
        html("p", { class: "row" }, lessons.link(lesson, "To the lesson"), ...host), ...parts),
    );
  }
}
