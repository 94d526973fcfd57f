// Scores: value less cost over all weeks of a game, in per cent of the status quo, with the 95% interval over replications.

import { interval } from "../lessons/scoring.js";

export const SCORED = "value_net";

// The gain of one plan over another from their means by replication, paired: {gain, low, high} as shares.
// quantiles: of Student's t by the number of replications.
export function gain(mine, usual, quantiles) {
  const base = average(usual);
  const { mean, low, high } = interval(mine.map((value, r) => value - usual[r]), quantiles);
  return { gain: mean / base, low: low / base, high: high / base };
}

export const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// The mean of a column over the weeks of each replication. series: arrays (weeks + 1, columns), week 0 first.
export function means(series, column, columns) {
  return series.map((one) => {
    let total = 0;
    for (let at = columns + column; at < one.length; at += columns) total += one[at];
    return total / (one.length / columns - 1);
  });
}

// How random plans are tried. Each is screened on a few replications of another seed than the game's; the best are run on
// those of a third seed, which choose one of them. It is scored on the replications of the player, which took no part in
// choosing it, so that it is not the luckiest of many.
export const SCREENING = { plans: 1000, seed: 10_000, replications: 2, best: 10, again: { seed: 20_000, replications: 20 } };

// Indices of the largest values, the largest first.
export const largest = (values, count) => values.map((value, n) => [value, n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, count).map(([, n]) => n);
