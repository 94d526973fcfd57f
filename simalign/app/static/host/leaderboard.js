// The scores of a class's games, computed here from the plans that were sent: no browser can claim a score.

import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";
import { deck } from "../game/deck.js";
import { Match } from "../game/match.js";
import { Rules } from "../game/rules.js";
import { world } from "../game/world.js";

const rules = new Rules(deck, world);

// The name of a team, with its seat where others have the same name.
function named({ team, seat }, games) {
  const place = t("host.seat", { n: seat });
  if (!team) return place;
  return games.some((one) => one.team === team && one.seat !== seat) ? `${team} (${place})` : team;
}

export class Leaderboard {
  constructor(number) {
    this.match = new Match(rules, number);
    this.scores = new Map(); // by plan
    this.presets = null;
  }

  // Scores of all games that keep to the rules, by plan.
  async scored(games) {
    const legal = games.map((one) => one.cards).filter((cards) => rules.legal(cards).length === cards.length);
    for (const cards of legal) {
      const key = cards.join(".");
      if (!this.scores.has(key)) this.scores.set(key, (await this.match.scores([cards]))[0]);
    }
    return this.scores;
  }

  // Rows for a figure of standings: teams, then presets, which are marked as such.
  async rows(games) {
    const scores = await this.scored(games);
    this.presets ??= await this.match.presets();
    const teams = games.filter((one) => scores.has(one.cards.join("."))).map((one) => ({ name: named(one, games), mine: true, ...scores.get(one.cards.join(".")) }));
    const presets = this.presets.map((one) => ({ ...one, name: `(${policyTitle(one.preset)})` }));
    return [...teams, ...presets].sort((a, b) => b.gain - a.gain);
  }
}
