// What a class predicted in a lesson, beside what came out: counts only, nobody's name.

import { tell } from "./bench.js";
import { html } from "./elements.js";
import { dots, votes } from "./tallies.js";
import { asJson } from "./wire.js";
import { several } from "./words.js";

const AGAIN = 3000; // milliseconds

export class ClassResults {
  constructor(lessons) {
    this.lessons = lessons;
    this.timer = 0;
  }

  async show(lesson, more = {}) {
    clearTimeout(this.timer);
    let found;
    try {
      found = await asJson("results", { lesson: lesson.name, ...more });
    } catch (error) {
      tell(error.message);
      return;
    }
    const { state, place } = this.lessons;
    const here = () => state.view === "lessons" && state.results && state.lesson === lesson.name;
    if (!here()) return;
    const text = JSON.stringify(found) + document.documentElement.dataset.theme;
    if (text !== place.dataset.results || !place.querySelector(".results")) this.fill(lesson, found);
    place.dataset.results = text;
    this.timer = setTimeout(() => here() && !document.hidden && this.show(lesson), AGAIN);
  }

  fill(lesson, found) {
    const { lessons } = this;
    const clear = html("button", { type: "button", onclick: () => this.show(lesson, { clear: true }) }, "Begin anew");
    const said = found.people ? `${several(found.people, "prediction")} so far.` : "Nobody has predicted yet.";
    const parts = found.questions.map((one, n) => html("section", { class: "asked" }, html("h3", {}, one.ask), one.kind === "leader" ? votes(one, found.policies, lessons.place) : dots({ ...one, ...lesson.predict[n] }, lessons.place)));
    lessons.place.replaceChildren(
      ...lessons.head(lesson),
      html("div", { class: "results" }, html("p", { role: "status" }, `${said} Without names; forgotten when the program stops.`), ...parts,
        html("p", { class: "row" }, lessons.link(lesson, "To the lesson"), found.host ? clear : "")),
    );
  }
}
