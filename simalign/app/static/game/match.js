// A game that is being played: its people and surprises, the run of the plan so far, and what it is compared with.

import { SCREENING, gain, largest, runOf } from "./score.js";

const SCORED = "value_net";
const AT_ONCE = 20; // random plans of a request, so that the page can say how far it is
const DRAWN = 10; // replications of the curves; the score has more

export class Match {
  // table: of table.js. number: of the game.
  constructor({ manifest, rules, players }, number) {
    this.manifest = manifest;
    this.rules = rules;
    this.players = players;
    this.game = rules.game(number);
    this.world = rules.scenario(this.game);
    this.replications = Array.from({ length: rules.deck.replications }, (_, n) => n);
    this.usual = null; // promises, of the status quo
    this.usualRun = null;
  }

  #play(policies, replications, only = null, players = this.players) {
    return players.play({ world: this.world, seed: this.game.number, policies, replications, weeks: this.rules.weeks, only });
  }

  // A run as the curves draw it: the plan, and management as usual.
  async run(choices, names) {
    const drawn = this.replications.slice(0, DRAWN);
    this.usualRun ??= this.#play([this.rules.policy([], this.game)], drawn);
    const [[mine], [usual]] = await Promise.all([this.#play([this.rules.policy(choices, this.game)], drawn), this.usualRun]);
    return runOf(names, [mine, usual], this.manifest.measures, this.manifest.t);
  }

  // Scores of several plans.
  async scores(plans) {
    return this.#scored(plans.map((plan) => this.rules.policy(plan, this.game)));
  }

  // Scores of the presets of the deck, which need not keep to the budget.
  async presets() {
    const { deck } = this.rules;
    const scores = await this.#scored(deck.presets.map((preset) => ({ preset, events: this.rules.events(this.game) })));
    return scores.map((one, n) => ({ ...one, preset: deck.presets[n], days: this.rules.takes(this.manifest.policies[deck.presets[n]].levers) }));
  }

  async #scored(policies) {
    this.usual ??= this.#play([this.rules.policy([], this.game)], this.replications, SCORED);
    const [results, [usual]] = await Promise.all([this.#play(policies, this.replications, SCORED), this.usual]);
    return results.map((mine) => gain(mine, usual, this.manifest.t));
  }

  // The gains of random plans on a few replications, and the best of them, as SCREENING says: {gains, plan, score}.
  // report(share): progress. players: other workers, so that the player's choices do not wait.
  async random(players, report) {
    const { rules, game } = this;
    const plans = rules.randomPlans(game.number, SCREENING.plans);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [usual] = await this.#play([rules.policy([], game)], SCREENING.replications, SCORED, players);
    const values = [];
    while (values.length < plans.length) {
      const some = plans.slice(values.length, values.length + AT_ONCE).map((plan) => rules.policy(plan, game));
      values.push(...(await this.#play(some, SCREENING.replications, SCORED, players)).map(mean));
      report(values.length / plans.length);
    }
    const top = largest(values, SCREENING.best);
    const again = (await this.#play(top.map((n) => rules.policy(plans[n], game)), SCREENING.again, SCORED, players)).map(mean);
    const plan = plans[top[largest(again, 1)[0]]];
    const [score] = await this.scores([plan]);
    return { gains: values.map((value) => value / mean(usual) - 1), plan, score };
  }
}
