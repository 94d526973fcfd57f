// Reading a run: curves, ranks, people, and what happens to the strategy on the way.

export const FULL = 255; // a whole week, in the bytes of people
export const RANKS = ["front", "managers"];
const CHANGED = 0.02; // of the strategy, from which on a review is seen to have changed it

// The mean (which = 0) or an end of the band (1, 2) of a measure under policy n, by week.
export function trace(run, n, measure, which = 0) {
  const [M, W] = [run.measures.length, run.weeks + 1];
  const m = run.measures.indexOf(measure);
  return run.arrays[`bands${n}`].subarray((which * M + m) * W, (which * M + m + 1) * W);
}

// What a rank wants (what = 0) or does (1) under policy n, by week: a mean over replications.
export function rankTrace(run, n, rank, what) {
  const W = run.weeks + 1;
  return run.arrays[`ranks${n}`].subarray((2 * rank + what) * W, (2 * rank + what + 1) * W);
}

// Which ranks have members.
export const ranksOf = (run) => RANKS.map((_, rank) => rank).filter((rank) => run.members.some((one) => one.front === (rank === 0)));

// A byte of people between two weeks, as a share.
export function between(array, N, week, i) {
  const early = Math.floor(week);
  const part = week - early;
  const first = array[early * N + i];
  return (part ? first + part * (array[(early + 1) * N + i] - first) : first) / FULL;
}

// Weeks in which the strategy changed under policy n: {week, dropped, added}, names of goals; both may be empty.
export function strategyChanges(run, n) {
  const K = run.goals.length;
  const shares = run.arrays[`strategy${n}`];
  const changes = [];
  for (let week = 1; week <= run.weeks; week++) {
    const [dropped, added] = [[], []];
    let moved = 0;
    for (let k = 0; k < K; k++) {
      const [before, after] = [shares[(week - 1) * K + k], shares[week * K + k]];
      moved = Math.max(moved, Math.abs(after - before));
      if (before > CHANGED && after < 0.005) dropped.push(run.goals[k].name);
      if (after > CHANGED && before < 0.005) added.push(run.goals[k].name);
    }
    if (moved > CHANGED) changes.push({ week, dropped, added });
  }
  return changes;
}
