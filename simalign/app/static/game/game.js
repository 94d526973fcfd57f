// Your turn: eight quarters, a budget, one card a quarter. A game is an address: its number and the plan so far.

import { byId, html } from "../base/elements.js";
import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";
import { tell } from "../bench/tell.js";
import { Board, days } from "./board.js";
import { deck } from "./deck.js";
import { Match } from "./match.js";
import { Result } from "./result.js";
import { LARGEST, Rules } from "./rules.js";
import { world } from "./world.js";

const rules = new Rules(deck, world);

export class Game {
  // place: where it is laid. state: {game, cards}, its number and choices. remember(): called when they change.
  // finished(choices): replaces the result at the end of a game.
  constructor(place, state, bench, remember, finished = null) {
    this.finished = finished;
    this.state = state;
    this.bench = bench;
    this.remember = remember;
    this.place = place;
    this.match = null;
    this.board = null;
    this.runs = 0; // of choices, the last of which is shown
  }

  show() {
    if (this.state.game === null) this.start();
    else this.play();
  }

  dressed() {
    if (this.state.game !== null) this.play();
  }

  // The rules, and the number of the game.
  start() {
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
    const { state } = this;
    const legal = rules.legal(state.cards);
    if (legal.length < state.cards.length) tell(t("game.illegal", { n: legal.length + 1 }));
    state.cards = legal;
    if (this.match?.game.number !== state.game) this.match = new Match(rules, state.game);
    this.board = new Board(rules, this.match.game, this.bench.catalogue.measures, { choose: (id) => this.choose(id) });
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
    if (choices.length && !this.finished) match.random().catch((error) => tell(error.message));
    if (choices.length < deck.quarters) {
      board.offered(choices);
      if (glide) byId("deck-title").focus({ preventScroll: true });
    } else if (this.finished) this.finished(choices);
    else await this.finish(choices, run, glide);
  }

  async finish(choices, run, glide) {
    const { board, match } = this;
    const result = new Result(match, choices, { again: () => this.begin(this.state.game), another: () => this.begin(1 + Math.floor(Math.random() * LARGEST)) });
    board.cards.replaceChildren(result.element);
    if (glide) byId("result-title").focus();
    const [[mine], presets] = await Promise.all([match.scores([choices]), match.presets()]);
    if (run !== this.runs) return;
    const rows = presets.map((one) => ({ ...one, name: t("game.takes", { name: policyTitle(one.preset), days: days(one.days) }) }));
    result.show(mine, rows, null);
    this.place.dataset.score = JSON.stringify(mine);
    result.progress(0);
    match.report = (share) => result.progress(share);
    const random = await match.random();
    if (run === this.runs) result.show(mine, rows, random);
  }
}
