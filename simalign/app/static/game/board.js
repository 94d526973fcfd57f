// The board of a game: quarters and budget above, the run so far with its report on one side, the cards on the other.

import { colour, html } from "../base/elements.js";
import { language } from "../base/language.js";
import { trace } from "../base/run.js";
import { t, textOr } from "../base/text.js";
import { percent, points } from "../base/words.js";
import { Curves } from "../charts/curves.js";
import { sample } from "../charts/looks.js";
import { PASS } from "./rules.js";

const SHOWN = ["value_net", "do", "want", "resistance"];
const REPORTED = ["value_net", "do", "want", "resistance", "trust"];
const GLIDE = 1500; // milliseconds in which the curves draw a quarter

const decimal = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const days = (n) => decimal.format(n).replace("-", "−");
export const cardTitle = (id) => t(`card.${id}.title`);

export class Board {
  // on: {choose(id)}. about: titles and texts of measures.
  constructor(rules, game, about, on) {
    this.rules = rules;
    this.game = game;
    this.about = about;
    this.on = on;
    this.track = html("ol", { class: "quarters" });
    this.budget = html("div", { class: "budget" });
    this.figures = html("div", { class: "curves", id: "game-curves" });
    this.legend = html("div", { class: "legend" });
    this.report = html("div", { class: "report", "aria-live": "polite" });
    this.cards = html("div", { class: "deck" });
    this.after = html("div", { class: "after-cards" });
    this.element = html("div", { class: "board" },
      html("div", { class: "above" }, this.track, this.budget),
      html("div", { class: "sofar" }, html("div", { class: "headline" }, html("h2", {}, t("game.sofar")), this.legend), this.figures, this.report),
      html("div", { class: "hand" }, this.cards, this.after));
    this.curves = new Curves(this.figures, { seek() {} }, SHOWN);
    this.run = null;
    this.week = 0;
    this.frame = 0;
  }

  get names() {
    return [t("game.you"), t("game.usual")];
  }

  looks() {
    return [{ colour: colour("--accent"), dash: "" }, { colour: colour("--policy-status_quo"), dash: "1.5 4" }];
  }

  // What has been chosen, and what of it can be seen: the surprises of quarters that are over.
  tracked(choices) {
    const { deck } = this.rules;
    const cells = Array.from({ length: deck.quarters }, (_, n) => {
      const happened = n < choices.length && this.game.surprises.some((one) => one.quarter === n);
      const title = choices[n] === undefined ? "" : cardTitle(choices[n]);
      const state = n < choices.length ? "done" : n === choices.length ? "now" : "";
      const cell = html("li", { class: state, "data-side": this.rules.cards.get(choices[n])?.side ?? "" }, html("span", { class: "number" }, t("game.quarter", { n: n + 1 })), html("b", {}, title), happened ? html("span", { class: "news", title: t("game.surprise") }, html("span", { "aria-hidden": "true" }, "⚡"), html("span", { class: "unseen" }, t("game.surprise"))) : "");
      if (state === "now") cell.setAttribute("aria-current", "step");
      return cell;
    });
    this.track.replaceChildren(...cells);
    const left = this.rules.left(choices);
    const bar = html("div", { class: "bar", "aria-hidden": "true" }, html("i", { class: "all" }));
    bar.style.setProperty("--cost", String(Math.max(0, Math.min(1, left / deck.budget))));
    this.budget.replaceChildren(html("p", {}, html("strong", {}, t("game.left", { days: days(left) })), ` ${t("game.of", { days: deck.budget })}`), bar);
  }

  // The cards of the next quarter.
  offered(choices) {
    const offers = this.rules.offers(choices);
    const button = ({ card, price, refused, left }) => {
      const said = refused === "force" ? t("game.inforce") : refused === "budget" ? t("game.short", { price: days(price), left: days(left + price) }) : price < 0 ? t("game.back", { days: days(-price) }) : t("game.costs", { days: days(price) });
      return html("button", { type: "button", class: "card", "data-side": card.side, "data-card": card.id, disabled: refused !== null, onclick: () => this.on.choose(card.id) }, html("b", {}, cardTitle(card.id)), html("span", {}, t(`card.${card.id}.text`)), html("em", {}, said));
    };
    const pass = html("button", { type: "button", class: "card", "data-side": "", "data-card": PASS, onclick: () => this.on.choose(PASS) }, html("b", {}, cardTitle(PASS)), html("span", {}, t(`card.${PASS}.text`)), html("em", {}, t("game.free")));
    this.cards.replaceChildren(html("h2", { id: "deck-title", tabindex: -1 }, t("game.choose", { n: choices.length + 1 })), ...offers.map(button), pass);
  }

  busy(on) {
    this.element.toggleAttribute("data-busy", on);
    for (const one of this.cards.querySelectorAll("button")) if (on) one.disabled = true;
  }

  // The run, with the choices and surprises so far marked; its curves glide to the end of the last quarter.
  async drawn(run, choices, glide) {
    const { deck } = this.rules;
    const end = choices.length * deck.weeks;
    const phases = choices.flatMap((id, n) => (id === PASS ? [] : [{ week: n * deck.weeks, kind: "phase", text: cardTitle(id) }]));
    const news = this.game.surprises.filter((one) => one.week < end).map(({ week, kind }) => ({ week, kind: "review", text: t(`surprise.${kind}`) }));
    this.run = run;
    this.curves.show(run, this.looks(), this.names, this.about, { marks: [[...phases, ...news]] });
    this.legend.replaceChildren(...this.looks().map((look, n) => html("span", {}, sample(look), ` ${this.names[n]}`)));
    this.week = Math.max(0, end - deck.weeks);
    cancelAnimationFrame(this.frame);
    if (!glide || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.reveal(end);
    const [from, begun] = [this.week, performance.now()];
    await new Promise((done) => {
      const step = (now) => {
        const part = Math.min(1, Math.max(0, (now - begun) / GLIDE));
        this.reveal(from + part * (end - from));
        if (part < 1) this.frame = requestAnimationFrame(step);
        else done();
      };
      this.frame = requestAnimationFrame(step);
    });
    return undefined;
  }

  reveal(week) {
    this.curves.reveal(week);
    this.curves.week(week);
  }

  // What happened in the last quarter: news, and numbers at its end.
  reported(choices) {
    const { deck } = this.rules;
    const [n, end] = [choices.length, choices.length * deck.weeks];
    if (!n) return this.report.replaceChildren(html("p", { class: "help" }, t("game.before")));
    const news = this.game.surprises.filter((one) => one.quarter === n - 1).map(({ kind, week }) => html("p", { class: "news" }, html("span", { "aria-hidden": "true" }, "⚡ "), t("game.news", { week, text: t(`surprise.${kind}`) })));
    const rows = REPORTED.map((name) => {
      const [mine, usual] = [0, 1].map((p) => trace(this.run, p, name));
      return html("tr", {}, html("th", { scope: "row" }, textOr(`measure.${name}.title`, this.about[name].title)), html("td", {}, percent(mine[end])), html("td", {}, points(mine[end] - mine[end - deck.weeks])), html("td", {}, points(mine[end] - usual[end])));
    });
    const head = html("tr", {}, html("td"), ...["now", "change", "against"].map((one) => html("th", { scope: "col" }, t(`game.report.${one}`))));
    return this.report.replaceChildren(html("h2", {}, t("game.reported", { n, card: cardTitle(choices[n - 1]) })), ...news, html("table", { class: "read-off" }, head, ...rows));
  }
}
