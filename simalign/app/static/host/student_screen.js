// A student's screen: what the host has opened, and nothing before.

import { html, rendered } from "../base/elements.js";
import { t } from "../base/text.js";
import { asJson } from "../base/wire.js";
import { tell } from "../bench/tell.js";
import { Game } from "../game/game.js";
import { questions } from "../lessons/guesses.js";
import { toServer } from "../lessons/translated.js";
import { Revealed } from "./revealed.js";

export class StudentScreen {
  constructor(classroom) {
    this.classroom = classroom;
    this.shown = "";
  }

  show(course, again = false) {
    const { place } = this.classroom;
    const { stage, lesson, game, mine } = course;
    const sent = stage === "predict" ? Boolean(mine.guesses) : stage === "play" ? Boolean(mine.cards) : "";
    const key = [stage, lesson, game, sent, document.documentElement.dataset.theme].join(" ");
    if (key === this.shown && !again && place.childElementCount) return;
    this.shown = key;
    const content = { lobby: () => this.waiting(), predict: () => this.predicting(course), reveal: () => this.revealing(course), play: () => this.playing(course), discuss: () => this.discussing() }[stage]();
    place.replaceChildren(html("div", { class: "student" }, html("p", { class: "help" }, t("student.seat", { n: course.seat })), ...content));
    place.querySelector("h2")?.focus({ preventScroll: true });
  }

  heading(text) {
    return html("h2", { id: "lesson-title", tabindex: -1 }, text);
  }

  waiting() {
    return [this.heading(t("student.in")), html("p", { class: "big" }, t("student.wait"))];
  }

  // The story and the questions; a prediction can be changed until the host reveals the result.
  predicting({ mine }) {
    const { lesson } = this.classroom;
    const { element, read } = questions(lesson, mine.guesses);
    const form = html("form", { class: "predict" }, html("h3", {}, t("lessons.think")), element,
      html("p", { class: "row" }, html("button", { type: "submit", class: "main" }, t(mine.guesses ? "student.change" : "student.send")), html("span", { role: "status" }, mine.guesses ? t("student.sent") : "")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const guesses = read();
      if (guesses) this.send("predict", { lesson: lesson.name, guesses: toServer(lesson, guesses) });
    });
    return [this.heading(lesson.title), rendered(lesson.story, "prose"), form];
  }

  async send(route, body) {
    try {
      await asJson(route, body);
      tell(null);
      this.shown = "";
      await this.classroom.ask();
    } catch (error) {
      tell(error.message);
    }
  }

  revealing({ guesses, mine }) {
    const revealed = new Revealed(this.classroom, this.classroom.lesson);
    queueMicrotask(() => revealed.show(guesses, mine.guesses, true).catch((error) => tell(error.message)));
    return [revealed.element];
  }

  // The game of the class. Choices outlive reloading the page, in this tab only.
  playing({ game, mine }) {
    if (mine.cards) return [this.heading(t("student.played")), html("p", { class: "big" }, t("student.playedsaid"))];
    const key = `game ${game}`;
    const place = html("div", { id: "class-board" });
    const team = html("input", { type: "text", id: "team", maxlength: 24, autocomplete: "off" });
    const state = { view: "class", game, cards: JSON.parse(sessionStorage.getItem(key) ?? "[]") };
    const remember = () => sessionStorage.setItem(key, JSON.stringify(state.cards));
    const finished = (cards) => {
      place.querySelector(".deck")?.replaceChildren(html("p", { role: "status" }, t("student.sending")));
      this.send("play", { game, cards, team: team.value.trim() });
    };
    const laid = new Game(place, state, this.classroom.bench, remember, finished);
    queueMicrotask(() => laid.show());
    return [html("p", { class: "row" }, html("label", {}, t("student.team"), " ", team)), place];
  }

  discussing() {
    const { lesson } = this.classroom;
    return [this.heading(lesson.title), rendered(lesson.question, "prose question"), html("p", { class: "help" }, t("student.free"))];
  }
}
