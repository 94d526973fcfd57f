// The end of a game: the score and what it is compared with, who these people are, and the game as a link and files.

import { html } from "../base/elements.js";
import { t } from "../base/text.js";
import { list, signedPercent } from "../base/words.js";
import { download } from "../bench/taking.js";
import { cardTitle, days } from "./board.js";
import { command, planFile, scenarioFile } from "./files.js";
import { SCREENING } from "./score.js";
import { scoreText, standings } from "./standings.js";

export class Result {
  // on: {again(), another()}. others: rows of a class, {name, gain, low, high}.
  constructor(match, choices, on) {
    this.match = match;
    this.choices = choices;
    this.on = on;
    this.rows = [];
    this.random = null;
    this.figure = html("div", { class: "standings" });
    this.said = html("p", { role: "status" });
    this.verdict = html("p", { class: "verdict" });
    this.element = html("div", { class: "result" },
      html("h2", { id: "result-title", tabindex: -1 }, t("game.over")), this.verdict, this.figure, html("p", { class: "help" }, t("game.key")), this.said,
      html("h2", {}, t("game.people")), this.people(),
      html("h2", {}, t("game.happened")), this.surprises(),
      this.buttons(), this.taking());
  }

  people() {
    const { rules, game } = this.match;
    const traits = rules.traits(game).map(({ name, high }) => html("li", {}, t(`trait.${name}.${high ? "high" : "low"}`)));
    return html("div", {}, html("p", {}, t("game.differ")), html("ul", {}, ...traits), html("p", { class: "help" }, t("game.draw", { n: rules.world.people.numbers[game.people] })));
  }

  surprises() {
    const { rules, game } = this.match;
    return html("ul", {}, ...game.surprises.map(({ week, kind, quarter }) => html("li", {}, t("game.surprised", { n: quarter + 1, week, text: t(`surprise.${kind}`), card: cardTitle(this.choices[quarter]), left: rules.deck.quarters }))));
  }

  buttons() {
    return html("p", { class: "row" },
      html("button", { type: "button", class: "main", onclick: () => this.on.again() }, t("game.again")),
      html("button", { type: "button", onclick: () => this.on.another() }, t("game.another")));
  }

  taking() {
    const { rules, game } = this.match;
    const saving = [[t("game.file.scenario"), scenarioFile(rules, game)], [t("game.file.plan"), planFile(rules, game, this.choices)]];
    const buttons = saving.map(([title, { name, text }]) => html("button", { type: "button", onclick: () => download(text, name, "text/yaml") }, title));
    return html("details", {}, html("summary", {}, t("game.files")), html("p", { class: "help" }, t("game.filessaid")), html("p", { class: "row" }, ...buttons), html("pre", { tabindex: 0, "aria-label": t("take.commandlabel") }, command(rules, game)));
  }

  // mine: the player's score. rows: others to compare with. random: see Match.random, or null before it is done.
  show(mine, rows, random) {
    const all = [{ ...mine, name: t("game.takes", { name: t("game.you"), days: days(this.match.rules.spent(this.choices)) }), mine: true }, ...rows, ...(random ? [{ ...random.score, name: t("game.takes", { name: t("game.best"), days: days(this.match.rules.spent(random.plan)) }) }] : [])];
    all.sort((a, b) => b.gain - a.gain);
    this.verdict.textContent = t("game.verdict", { gain: signedPercent(mine.gain), low: signedPercent(mine.low), high: signedPercent(mine.high), sure: mine.low > 0 ? "more" : mine.high < 0 ? "less" : "draw" });
    this.figure.replaceChildren(standings(all, random?.gains ?? [], this.element.clientWidth || 700));
    if (!random) return;
    const beaten = random.gains.filter((one) => one < mine.gain).length / random.gains.length;
    this.said.replaceChildren(
      t("game.beaten", { share: Math.round(100 * beaten) }), " ",
      t("game.bestplan", { plan: list(random.plan.map((id) => `“${cardTitle(id)}”`)), score: scoreText(random.score) }), " ",
      html("span", { class: "help" }, t("game.fair", { plans: SCREENING.plans, few: SCREENING.replications, best: SCREENING.best, again: SCREENING.again.replications })));
  }

  // Progress of the random plans.
  progress(share) {
    this.said.textContent = t("game.trying", { share: Math.round(100 * share), plans: SCREENING.plans });
  }
}
