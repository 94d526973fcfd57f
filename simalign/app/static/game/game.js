// Your turn: eight quarters, a budget, one card a quarter. A game is an address: its number and the plan so far.

import { byId, html } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { plain } from "../base/words.js";
import { tell } from "../bench/tell.js";
import { Board, days } from "./board.js";
import { Match } from "./match.js";
import { Result } from "./result.js";
import { LARGEST, Rules } from "./rules.js";
import { Players, table } from "./table.js";

let loaded = null; // the data and workers, once for the page

async function laid() {
  loaded ??= table().then((found) => ({ ...found, rules: new Rules(found.deck, found.world) }));
  return loaded;
}

export class Game {
  // state: of the page, of which a game changes ``game`` and ``cards``. remember(): writes the address.
  constructor(state, bench, remember) {
    this.state = state;
    this.bench = bench;
    this.remember = remember;
    this.place = byId("game");
    this.match = null;
    this.table = null;
    this.board = null;
    this.spare = null; // workers of the random plans
    this.report = null; // of their progress
    this.randoms = new Map(); // by number of a game: promises of its random plans
    this.runs = 0; // of choices, the last of which is shown
  }

  async show() {
    try {
      if (!loaded) this.place.replaceChildren(html("p", { role: "status" }, t("game.laying")));
      this.table = await laid();
    } catch (error) {
      this.place.replaceChildren();
      tell(error.message);
      return;
    }
    if (this.state.view !== "game") return;
    if (this.state.game === null) this.start();
    else await this.play();
  }

  dressed() {
    if (this.state.view === "game" && this.state.game !== null && this.table) this.play();
  }

  // The rules, and the number of the game.
  start() {
    const { deck } = this.table;
    const input = html("input", { type: "number", id: "game-number", min: 1, max: LARGEST, step: 1, value: 1 + Math.floor(Math.random() * LARGEST), required: true, inputmode: "numeric" });
    const form = html("form", { class: "starting" },
      html("ul", { class: "rules" }, ...["turns", "cards", "budget", "unknown", "score"].map((one) => html("li", {}, t(`game.rule.${one}`, { quarters: deck.quarters, days: deck.budget })))),
      html("p", { class: "row" }, html("label", {}, t("game.number"), " ", input), html("button", { type: "submit", class: "main" }, t("game.begin"))),
      html("p", { class: "help" }, t("game.numbersaid")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin(Number(input.value));
    });
    this.place.replaceChildren(form);
  }

  begin(number, cards = []) {
    Object.assign(this.state, { game: number, cards });
    this.remember();
    this.play();
    scrollTo(0, 0);
  }

  // Lays the board of the game and plan in the state.
  async play() {
    const { state, table } = this;
    const legal = table.rules.legal(state.cards);
    if (legal.length < state.cards.length) tell(t("game.illegal", { n: legal.length + 1 }));
    state.cards = legal;
    if (this.match?.game.number !== state.game) this.match = new Match(table, state.game);
    this.board = new Board(table.rules, this.match.game, this.bench.catalogue.measures, { choose: (id) => this.choose(id) });
    this.place.replaceChildren(html("p", { class: "help" }, t("game.is", { number: state.game })), this.board.element);
    await this.renew(false);
  }

  choose(id) {
    this.state.cards = [...this.state.cards, id];
    this.remember();
    return this.renew(true);
  }

  // Shows the plan in the state; glide: whether its last quarter draws itself.
  async renew(glide) {
    const { board, match, state } = this;
    const [choices, run] = [[...state.cards], ++this.runs];
    board.tracked(choices);
    board.busy(true);
    if (!choices.length || !glide) board.offered(choices);
    board.busy(true);
    try {
      const drawn = await match.run(choices, board.names);
      if (run !== this.runs) return;
      await board.drawn(drawn, choices, glide);
    } catch (error) {
      tell(error.message);
      return;
    }
    if (run !== this.runs) return;
    board.reported(choices);
    board.busy(false);
    this.place.dataset.quarter = String(choices.length);
    if (choices.length) this.tried(match);
    if (choices.length < this.table.deck.quarters) {
      board.offered(choices);
      if (glide) byId("deck-title").focus({ preventScroll: true });
    } else await this.finish(choices, run, glide);
  }

  async finish(choices, run, glide) {
    const { board, match } = this;
    const result = new Result(match, choices, { again: () => this.begin(this.state.game), another: () => this.begin(1 + Math.floor(Math.random() * LARGEST)) });
    board.cards.replaceChildren(result.element);
    if (glide) byId("result-title").focus();
    const [[mine], presets] = await Promise.all([match.scores([choices]), match.presets()]);
    if (run !== this.runs) return;
    const rows = presets.map((one) => ({ ...one, name: t("game.takes", { name: textOr(`policy.${one.preset}.title`, plain(one.preset)), days: days(one.days) }) }));
    result.show(mine, rows, null);
    this.place.dataset.score = JSON.stringify(mine);
    result.progress(0);
    const random = await this.tried(match, (share) => result.progress(share));
    if (run === this.runs) result.show(mine, rows, random);
  }

  // The random plans of a game, by workers of their own, once.
  tried(match, report = null) {
    const { number } = match.game;
    this.spare ??= new Players(this.table.module, this.table.manifest, 1);
    if (!this.randoms.has(number)) this.randoms.set(number, match.random(this.spare, (share) => this.report?.(share)));
    if (report) this.report = report;
    return this.randoms.get(number);
  }
}
