// What a class predicted in a lesson, and beside it, once the host shows it, what came out: counts only, nobody's name.

import { html } from "../base/elements.js";
import { t } from "../base/text.js";
import { asJson } from "../base/wire.js";
import { tell } from "../bench/tell.js";
import { dots, votes } from "../charts/tallies.js";

const AGAIN = 3000; // milliseconds

export class ClassResults {
  constructor(lessons) {
    this.lessons = lessons;
    this.lesson = null;
    this.timer = 0;
    this.failed = false;
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
      const results = await asJson("results", { lesson: lesson.name, ...more });
      if (results.shown && results.people) results.outcomes = (await this.lessons.scored(lesson)).outcomes;
      if (!this.here) return;
      if (this.failed) tell(null);
      this.failed = false;
      this.renew(lesson, results);
    } catch (error) {
      if (!this.here) return;
      tell(error.message);
      this.failed = true;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), AGAIN);
  }

  renew(lesson, results) {
    const { place } = this.lessons;
    const text = JSON.stringify(results) + document.documentElement.dataset.theme;
    if (text !== place.dataset.results || !place.querySelector(".results")) this.fill(lesson, results);
    place.dataset.results = text;
  }

  fill(lesson, results) {
    const { lessons } = this;
    const show = html("button", { type: "button", onclick: () => this.show(lesson, { show: true }) }, t("class.show"));
    const host = !results.host ? [] : [...(results.shown || !results.people ? [] : [show]), this.clearing(lesson, results.people)];
    const said = t("class.predictions", { n: results.people });
    const hidden = results.shown || !results.people ? "" : t("class.hidden");
    const parts = lesson.predict.map((asked, n) => {
      const one = { ...asked, truth: undefined, ...results.outcomes?.[n], guesses: results.guesses[n] };
      if (!one.guesses.length) return "";
      return html("section", { class: "asked" }, html("h3", {}, one.ask), one.kind === "leader" ? votes(one, lesson.policies, lessons.place) : dots(one, lessons.place));
    });
    lessons.place.replaceChildren(
      ...lessons.head(lesson),
      html("div", { class: "results" },
        html("p", { role: "status" }, [said, hidden, t("class.private")].filter(Boolean).join(" ")),
        html("p", { class: "row" }, lessons.link(lesson, t("class.lesson")), ...host), ...parts),
    );
  }

  // Deletes all predictions, after it has been confirmed.
  clearing(lesson, people) {
    const button = html("button", { type: "button", onclick: () => {
      if (people && !button.dataset.sure) {
        button.dataset.sure = "yes";
        button.textContent = t("class.sure", { n: people });
      } else this.show(lesson, { clear: true });
    } }, t("class.reset"));
    return button;
  }
}
