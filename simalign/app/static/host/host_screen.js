// The host's screen, made to be projected: how to join, the stage that is open, and what the class has done in it.

import { html, option, rendered } from "../base/elements.js";
import { t } from "../base/text.js";
import { download } from "../bench/taking.js";
import { tell } from "../bench/tell.js";
import { standings } from "../game/standings.js";
import { csv } from "./export.js";
import { invitation } from "./joining.js";
import { Leaderboard } from "./leaderboard.js";
import { Revealed } from "./revealed.js";

export const STAGES = ["lobby", "predict", "reveal", "play", "discuss"];
const SHOWN = 14; // rows of a leaderboard

export class HostScreen {
  constructor(classroom) {
    this.classroom = classroom;
    this.shown = ""; // what the middle of the screen shows
    this.board = null;
    this.count = html("p", { class: "count-said", role: "status" });
    this.middle = html("div", { class: "middle" });
    this.side = html("aside", { "aria-label": t("host.join") });
    this.bar = html("div", { class: "stages", role: "group", "aria-label": t("host.stages") });
    this.options = html("div", { class: "options" });
    this.dialog = html("dialog", { "aria-labelledby": "again-title" });
    this.element = html("div", { class: "host" }, html("div", { class: "top" }, this.bar, this.options), this.middle, this.side, this.dialog);
  }

  show(course, again = false) {
    const { place } = this.classroom;
    if (!place.contains(this.element)) place.replaceChildren(this.element);
    this.stages(course);
    this.chosen(course);
    this.beside(course);
    const key = [course.stage, course.lesson, course.game, course.stage === "reveal" || course.stage === "discuss" ? JSON.stringify([course.guesses, course.games]) : "", document.documentElement.dataset.theme].join(" ");
    if (key === this.shown && !again) return this.counted(course);
    this.shown = key;
    this.counted(course);
    return this.filled(course).catch((error) => tell(error.message));
  }

  stages({ stage }) {
    if (!this.bar.childElementCount) this.bar.append(...STAGES.map((name) => html("button", { type: "button", "data-stage": name, onclick: () => this.open({ stage: name }) }, t(`host.stage.${name}`))));
    for (const one of this.bar.children) one.setAttribute("aria-pressed", String(one.dataset.stage === stage));
  }

  open(change) {
    const { stage, lesson, game } = this.classroom.course;
    return this.classroom.ask({ stage, lesson, game, ...change });
  }

  // Which lesson and which game; the fields stay while the class changes.
  chosen({ lesson, game }) {
    if (!this.options.childElementCount) {
      this.lesson = html("select", { id: "class-lesson", onchange: () => this.open({ lesson: this.lesson.value, stage: "lobby" }) }, ...this.classroom.all.map((one) => option(one.name, one.title, lesson)));
      this.game = html("input", { type: "number", id: "class-game", min: 1, max: 9999, step: 1, value: game, inputmode: "numeric", onchange: () => this.open({ game: Number(this.game.value) }) });
      this.options.append(html("label", {}, t("host.lesson"), " ", this.lesson), html("label", {}, t("game.number"), " ", this.game));
    }
    if (document.activeElement !== this.lesson) this.lesson.value = lesson;
    if (document.activeElement !== this.game) this.game.value = String(game);
  }

  beside(course) {
    if (!this.side.childElementCount) {
      this.filling = html("p", { class: "seats", role: "status" });
      this.side.append(invitation(course.invitation), this.filling,
        html("p", { class: "row" }, html("button", { type: "button", onclick: () => this.save() }, t("host.export")), html("button", { type: "button", onclick: () => this.ask() }, t("host.again"))),
        html("p", { class: "help" }, t("host.private")));
    }
    const text = t("host.seats", { n: course.seats, most: course.most });
    if (this.filling.textContent !== text) this.filling.textContent = text;
    this.element.dataset.stage = course.stage;
  }

  counted({ stage, seats, predicted, played }) {
    const text = stage === "predict" ? t("host.predicted", { n: predicted, seats }) : stage === "play" ? t("host.played", { n: played, seats }) : "";
    if (this.count.textContent !== text) this.count.textContent = text;
  }

  async filled(course) {
    const { lesson } = this.classroom;
    const heading = (text) => html("h2", { id: "lesson-title", tabindex: -1 }, text);
    if (course.stage === "lobby") return this.middle.replaceChildren(heading(t("host.welcome")), html("p", { class: "big" }, t("host.lobby")), html("p", { class: "huge" }, course.invitation.address), html("p", { class: "huge code" }, course.invitation.code), html("p", { class: "big" }, t("host.nextlesson", { title: lesson.title })));
    if (course.stage === "predict") return this.middle.replaceChildren(heading(lesson.title), rendered(lesson.story, "prose"), html("ol", { class: "big" }, ...lesson.predict.map((one) => html("li", {}, one.ask))), this.count);
    if (course.stage === "play") return this.middle.replaceChildren(heading(t("host.playing", { number: course.game })), html("p", { class: "big" }, t("host.playsaid")), this.count);
    if (course.stage === "reveal") {
      const glide = this.revealed !== lesson.name;
      this.revealed = lesson.name;
      const revealed = new Revealed(this.classroom, lesson);
      this.middle.replaceChildren(revealed.element);
      return revealed.show(course.guesses, null, glide);
    }
    return this.discussed(course, lesson, heading);
  }

  async discussed(course, lesson, heading) {
    const figure = html("div", { class: "standings" }, html("p", { role: "status" }, t("host.scoring")));
    const games = course.games.length ? [html("h3", {}, t("host.leaders", { number: course.game })), figure, html("p", { class: "help" }, t("host.leaderssaid"))] : [];
    this.middle.replaceChildren(heading(lesson.title), rendered(lesson.question, "prose question"), ...games);
    if (!games.length) return;
    const rows = await this.leaderboard(course).rows(course.games);
    figure.replaceChildren(standings(rows.slice(0, SHOWN), [], figure.clientWidth));
  }

  leaderboard({ game }) {
    if (this.board?.match.game.number !== game) this.board = new Leaderboard(game);
    return this.board;
  }

  async save() {
    const { course, lesson } = this.classroom;
    try {
      const scores = await this.leaderboard(course).scored(course.games);
      download(csv(course, lesson, scores), `class-${lesson.name}.csv`, "text/csv;charset=utf-8");
    } catch (error) {
      tell(error.message);
    }
  }

  // Deletes everything of the class, after it has been confirmed.
  ask() {
    const { predicted, played } = this.classroom.course;
    const close = () => this.dialog.close();
    this.dialog.replaceChildren(
      html("h2", { id: "again-title" }, t("host.again")), html("p", {}, t("host.sure", { predicted, played })),
      html("p", { class: "row" }, html("button", { type: "button", onclick: () => { close(); this.revealed = null; this.classroom.ask({ again: true }); } }, t("host.delete")), html("button", { type: "button", class: "main", onclick: close }, t("host.keep"))));
    this.dialog.showModal();
  }
}
