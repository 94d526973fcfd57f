// The rules of the game: choices, their price, the surprises and people that a game's number draws, and legal plans.
// A plan is a list of choices, a card's id or PASS for each quarter. All of this is pure; deck.js and world.js hold
// its data.

export const PASS = "pass";
export const LARGEST = 9999; // number of a game

// Random numbers in [0, 1) that follow from a whole number (mulberry32, public domain).
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

function take(items, draw) {
  return items.splice(Math.floor(draw() * items.length), 1)[0];
}

export class Rules {
  constructor(deck, world) {
    this.deck = deck;
    this.world = world;
    this.weeks = deck.quarters * deck.weeks;
    this.days = this.weeks * deck.workdays; // working days of a person in a whole game
    this.cards = new Map(deck.cards.map((card) => [card.id, card]));
  }

  // Levers of the deck after some choices.
  inForce(choices) {
    return Object.assign({}, this.world.usual, ...choices.map((id) => this.cards.get(id)?.levers ?? {}));
  }

  // Working days a person that levers take in a whole game, beyond what management takes as usual. Levers of design,
  // which have no price here, are not counted.
  takes(levers) {
    const { prices, usual } = this.world;
    const share = Object.entries(levers).reduce((sum, [name, value]) => sum + (name in prices ? prices[name] * (value - usual[name]) : 0), 0);
    return share * this.days;
  }

  // Days that a card costs from a quarter to the end, as the next choice: levers stay until another card moves them.
  price(choices, id) {
    const more = this.takes(this.inForce([...choices, id])) - this.takes(this.inForce(choices));
    return (more * (this.deck.quarters - choices.length)) / this.deck.quarters;
  }

  spent(choices) {
    return choices.reduce((sum, id, n) => sum + this.price(choices.slice(0, n), id), 0);
  }

  left(choices) {
    return this.deck.budget - this.spent(choices);
  }

  // All cards as next choices: {card, price, left, refused}, the reason being "force", "budget" or null. left: days
  // that remain afterwards.
  offers(choices) {
    const levers = this.inForce(choices);
    return this.deck.cards.map((card) => {
      const price = this.price(choices, card.id);
      const left = this.left(choices) - price;
      const same = Object.entries(card.levers).every(([name, value]) => levers[name] === value);
      return { card, price, left, refused: same ? "force" : price > 0 && left < 0 ? "budget" : null };
    });
  }

  // The longest beginning of a plan that keeps to the rules.
  legal(plan) {
    const choices = [];
    for (const id of plan.slice(0, this.deck.quarters)) {
      const fits = id === PASS || this.offers(choices).some((one) => one.card.id === id && one.refused === null);
      if (!fits) break;
      choices.push(id);
    }
    return choices;
  }

  // What the number of a game decides: the row of its people and its surprises {week, quarter, kind, value}.
  game(number) {
    const draw = random(number);
    const people = Math.floor(draw() * this.world.people.draws.length);
    const kinds = [...this.deck.surprises];
    const quarters = Array.from({ length: this.deck.quarters - 1 }, (_, n) => n + 1); // none in the first quarter
    const surprises = Array.from({ length: 3 }, () => {
      const { kind, value } = take(kinds, draw);
      const quarter = take(quarters, draw);
      return { kind, value, quarter, week: quarter * this.deck.weeks + 2 + Math.floor(draw() * 7) };
    });
    return { number, people, surprises: surprises.sort((a, b) => a.week - b.week) };
  }

  // The parameters of a game's people, by name.
  parameters({ people }) {
    const { names, draws } = this.world.people;
    return Object.fromEntries(names.map((name, n) => [name, draws[people][n]]));
  }

  // What a game asks of the model (base/results.js), without its policies and replications.
  request(game) {
    const { scenario, size } = this.deck;
    return { scenario, size, parameters: this.parameters(game), weeks: this.weeks, seed: game.number };
  }

  // Events for a policy of the engine or of a YAML file.
  events({ surprises }) {
    return surprises.map(({ week, kind, value }) => ({ week, [kind]: kind.startsWith("new_") ? true : value }));
  }

  // The policy of some choices: levers, and a phase for each quarter in which a card changes them.
  policy(choices, game, name = "plan") {
    const phases = choices.map((id, n) => ({ from: n * this.deck.weeks, levers: { ...this.cards.get(id)?.levers } })).filter((one) => Object.keys(one.levers).length);
    const levers = phases[0]?.from === 0 ? phases.shift().levers : {};
    return { name, preset: "status_quo", levers, phases, events: this.events(game) };
  }

  // Random plans within the budget: each quarter one of the cards that can be played, or none.
  randomPlans(number, count) {
    const draw = random(number + 1e6);
    return Array.from({ length: count }, () => {
      const choices = [];
      while (choices.length < this.deck.quarters) {
        const open = this.offers(choices).filter((one) => one.refused === null).map((one) => one.card.id);
        const all = [PASS, ...open];
        choices.push(all[Math.floor(draw() * all.length)]);
      }
      return choices;
    });
  }

  // The traits in which the people of a game differ most from the average of all plausible people:
  // [{name, high, z}], the largest differences first.
  traits(game, count = 4) {
    const { names, draws, mean, sd } = this.world.people;
    const differences = this.deck.traits.map((name) => {
      const n = names.indexOf(name);
      const z = (draws[game.people][n] - mean[n]) / sd[n];
      return { name, high: z > 0, z };
    });
    return differences.sort((a, b) => Math.abs(b.z) - Math.abs(a.z)).slice(0, count);
  }
}
