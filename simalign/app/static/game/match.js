// A game that is being played: its people and surprises, the run of the plan so far, and what it is compared with.

import { ready, results } from "../base/results.js";
import { SCORED, SCREENING, average, gain, largest, means } from "./score.js";

const DRAWN = 10; // replications of the curves; the score has more

export class Match {
  constructor(rules, number) {
    this.rules = rules;
    this.game = rules.game(number);
    this.request = rules.request(this.game);
    this.tried = null; // a promise of the random plans
    this.report = null; // of their progress: called with a share
  }

  // A run as the page draws it (base/run.js): the plan, and management as usual.
  run(choices, names) {
    const policies = [choices, []].map((plan, n) => this.rules.policy(plan, this.game, names[n]));
    return results.run({ ...this.request, replications: DRAWN, policies });
  }

  // Scores of several plans.
  scores(plans) {
    return this.#scored(plans.map((plan) => this.rules.policy(plan, this.game)));
  }

  // Scores of the presets of the deck, which need not keep to the budget: {preset, days, gain, low, high}.
  async presets() {
    const { deck } = this.rules;
    const { manifest } = await ready();
    const scores = await this.#scored(deck.presets.map((preset) => ({ name: preset, preset, events: this.rules.events(this.game) })));
    return scores.map((one, n) => ({ ...one, preset: deck.presets[n], days: this.rules.takes(manifest.policies[deck.presets[n]].levers) }));
  }

  async #scored(policies) {
    const { replications } = this.rules.deck;
    const usual = this.rules.policy([], this.game);
    const scores = [];
    for (const one of policies) {
      const { series, measures, quantiles } = await results.series({ ...this.request, replications, policies: [{ ...one, name: "plan" }, { ...usual, name: "usual" }] });
      const [mine, base] = series.map((each) => means(each, measures.indexOf(SCORED), measures.length));
      scores.push(gain(mine, base, quantiles));
    }
    return scores;
  }

  // The gains of random plans on a few replications, and the best of them, as SCREENING says: {gains, plan, score}.
  // One plan is run at a time, so that the player's own choice never waits for more than that.
  random() {
    this.tried ??= this.#random();
    return this.tried;
  }

  async #random() {
    const { rules, game } = this;
    const plans = rules.randomPlans(game.number, SCREENING.plans);
    const usual = await this.#mean([], SCREENING.seed, SCREENING.replications);
    const values = [];
    for (const plan of plans) {
      values.push(await this.#mean(plan, SCREENING.seed, SCREENING.replications));
      this.report?.(values.length / plans.length);
    }
    const top = largest(values, SCREENING.best);
    const again = [];
    for (const n of top) again.push(await this.#mean(plans[n], SCREENING.again.seed, SCREENING.again.replications));
    const plan = plans[top[largest(again, 1)[0]]];
    const [score] = await this.scores([plan]);
    return { gains: values.map((value) => value / usual - 1), plan, score };
  }

  async #mean(plan, seed, replications) {
    const engine = await ready();
    const { scenario, size, parameters, weeks } = this.request;
    const { preset, levers, phases, events } = this.rules.policy(plan, this.game);
    const { series } = await engine.runs({ world: { scenario, size, parameters }, policy: { preset, levers, phases, events }, seed: seed + this.game.number, replications, weeks });
    const { measures } = engine.manifest;
    return average(means(series, measures.indexOf(SCORED), measures.length));
  }
}
