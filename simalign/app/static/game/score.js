// Scores: value less cost over all weeks of a game, in per cent of the status quo, with the 95% interval over
// replications; and runs for the curves.

// The gain of one plan over another from their means by replication, paired: {gain, low, high} as shares.
// quantiles: of Student's t by degrees of freedom, as in engine.json.
export function gain(mine, usual, quantiles) {
  const n = mine.length;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const base = mean(usual);
  const differences = mine.map((value, r) => value - usual[r]);
  const centre = mean(differences);
  const squared = differences.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = n > 1 ? quantiles[Math.min(n, quantiles.length) - 1] * Math.sqrt(squared / (n - 1) / n) : Number.NaN;
  return { gain: centre / base, low: (centre - half) / base, high: (centre + half) / base };
}

// A run as the curves draw it (base/run.js) of the series of several policies.
export function runOf(names, series, measures, quantiles) {
  const columns = measures.length;
  const weeks = series[0][0].length / columns - 1;
  const arrays = {};
  series.forEach((replications, n) => { arrays[`bands${n}`] = bands(replications, columns, weeks, quantiles); });
  return { weeks, measures, policies: names.map((name) => ({ name })), members: [], arrays };
}

function bands(replications, columns, weeks, quantiles) {
  const [R, W] = [replications.length, weeks + 1];
  const out = new Float32Array(3 * columns * W);
  const quantile = quantiles[Math.min(R, quantiles.length) - 1];
  for (let m = 0; m < columns; m++) {
    for (let week = 0; week < W; week++) {
      const at = week * columns + m;
      let [sum, squared] = [0, 0];
      for (const one of replications) sum += one[at];
      const mean = sum / R;
      for (const one of replications) squared += (one[at] - mean) ** 2;
      const half = R > 1 ? quantile * Math.sqrt(squared / (R - 1) / R) : 0;
      [mean, mean - half, mean + half].forEach((value, which) => { out[(which * columns + m) * W + week] = value; });
    }
  }
  return out;
}

// The best of random plans. Each plan is screened on a few replications; the best few are run on
// others, which choose one of them. It is scored on those of the player, which took no part in choosing it.
export const SCREENING = { plans: 1000, replications: [1000, 1001], best: 10, again: Array.from({ length: 20 }, (_, n) => 2000 + n) };

// Indices of the largest values, the largest first.
export const largest = (values, count) => values.map((value, n) => [value, n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, count).map(([, n]) => n);
