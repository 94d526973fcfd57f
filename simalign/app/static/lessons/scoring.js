// Scores predictions against a run. Every number and sentence is computed from the run, none is written beforehand.

import { t, textOr } from "../base/text.js";
import { decimal, inPoints, list, percent, policyTitle } from "../base/words.js";
import { knots } from "./drawing.js";

const NEAR = 0.1; // of the slider's range, within which a guess is close

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Mean and ends of the 95% confidence interval by Student's t; NaN ends for one value. t: quantiles from one value on.
export function interval(values, quantiles) {
  const n = values.length;
  const middle = mean(values);
  if (n < 2) return { mean: middle, low: NaN, high: NaN };
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const half = quantiles[Math.min(n, quantiles.length) - 1] * Math.sqrt(squares / (n - 1) / n);
  return { mean: middle, low: middle - half, high: middle + half };
}

export class Scoring {
  // about: measures by name, {share, spoken}; measures: the columns of series; quantiles: as for interval.
  constructor({ about, measures, quantiles }) {
    this.about = about;
    this.measures = measures;
    this.quantiles = quantiles;
  }

  // A number as the page says it: shares as percentages, changes of shares as points.
  said(measure, value, change = false) {
    if (!this.about[measure].share) return `${change && value >= 0 ? "+" : ""}${decimal(value)}`;
    return change ? inPoints(value) : percent(value);
  }

  // The values, or the changes since a week, of a measure in a week: by policy, of each replication.
  values(series, { measure, week, since = null }) {
    const m = this.measures.indexOf(measure);
    const at = (run, when) => run[when * this.measures.length + m];
    return series.map((runs) => runs.map((run) => at(run, week) - (since === null ? 0 : at(run, since))));
  }

  // One prediction with its outcome; verdict: right, wrong or close (too close to call); truth: the leading policy or
  // the mean that was to be guessed; draw: whether nobody leads, whatever was guessed. guess: null for the outcome alone.
  outcome(asked, guess, names, series) {
    const values = this.values(series, asked);
    const found = asked.kind === "curve" ? this.curve(asked, guess, names, series) : asked.kind === "leader" ? this.leader(asked, guess, names, values) : this.number(asked, guess, names, values);
    return { ...asked, guess, means: values.map(mean), draw: false, ...found };
  }

  leader(asked, guess, names, values) {
    const { measure, week, since = null, lowest = false } = asked;
    const sign = lowest ? -1 : 1;
    const means = values.map(mean);
    const order = names.map((_, n) => n).sort((a, b) => sign * (means[b] - means[a]) || a - b);
    const [first, second] = order;
    const gap = interval(values[first].map((value, r) => sign * (value - values[second][r])), this.quantiles);
    const change = since !== null;
    const listing = list(order.map((n) => `${policyTitle(names[n])} ${this.said(measure, means[n], change)}`));
    const phrase = textOr(`measure.${measure}.spoken`, this.about[measure].spoken);
    const begun = t("score.leader", { guess: policyTitle(guess ?? ""), week, change: String(change), phrase, lowest: String(Boolean(lowest)), first: policyTitle(names[first]), listing });
    const right = guess === names[first] ? "right" : "wrong";
    if (Number.isNaN(gap.low)) return { verdict: right, said: `${begun} ${t("score.single")}`, truth: names[first] };
    const by = (value) => this.said(measure, value, true);
    if (gap.low <= 0) return { verdict: "close", said: `${begun} ${t("score.doubt", { low: by(gap.low), high: by(gap.high) })}`, truth: names[first], draw: true };
    return { verdict: right, said: `${begun} ${t("score.lead", { lead: by(gap.mean).replace(/^\+/, "") })}`, truth: names[first] };
  }

  number(asked, guess, names, values) {
    const { measure, since = null, policy, against = null, low, high } = asked;
    const change = since !== null || against !== null;
    const other = against === null ? null : values[names.indexOf(against)];
    const band = interval(values[names.indexOf(policy)].map((value, r) => value - (other?.[r] ?? 0)), this.quantiles);
    const say = (value) => this.said(measure, value, change);
    const begun = t("score.number", { guess: guess === null ? "" : say(guess), against: against === null ? "none" : policyTitle(against), mean: say(band.mean) });
    if (Number.isNaN(band.low)) return { verdict: "close", said: `${begun}${t("score.onerun")}`, truth: band.mean };
    const [from, to] = [say(band.low), say(band.high)];
    const range = from === to ? t("score.steady") : t("score.band", { low: from, high: to });
    const within = (band.low <= guess && guess <= band.high) || [from, to].includes(say(guess ?? NaN));
    if (within) return { verdict: "right", said: `${begun}${range} ${t("score.within")}`, truth: band.mean };
    const error = this.said(measure, Math.abs(guess - band.mean), true).replace(/^\+/, "");
    const close = Math.abs(guess - band.mean) <= NEAR * (high - low);
    return { verdict: close ? "close" : "wrong", said: `${begun}${range} ${t("score.off", { error, side: guess > band.mean ? "high" : "low" })}`, truth: band.mean };
  }

  // The number on which a sentence about the run rests, as text, and what it is: {number, phrase}.
  finding(one, names, series) {
    const { measure, since = null, policy, against = null } = one;
    const values = this.values(series, one);
    const number = mean(values[names.indexOf(policy)]) - (against === null ? 0 : mean(values[names.indexOf(against)]));
    return { number: this.said(measure, number, since !== null || against !== null), phrase: textOr(`measure.${measure}.spoken`, this.about[measure].spoken) };
  }

  // A curve that was drawn: how far its points are from the run on average.
  curve(asked, guess, names, series) {
    const { measure, policy, low, high } = asked;
    const truth = knots(asked.week).map((week) => mean(this.values(series, { measure, week })[names.indexOf(policy)]));
    if (guess === null) return { verdict: "close", said: "", truth };
    const away = mean(guess.map((value, n) => Math.abs(value - truth[n]))) / (high - low);
    const error = this.said(measure, away * (high - low), true).replace(/^\+/, "");
    return { verdict: away <= NEAR / 2 ? "right" : away <= NEAR ? "close" : "wrong", said: t("score.curve", { error }), truth };
  }

  // Further measures: one row per measure and week, one cell per policy.
  table(look, series) {
    return look.map((asked) => {
      const { measure, week, since = null } = asked;
      const now = this.values(series, { measure, week }).map(mean);
      const changes = since === null ? null : this.values(series, asked).map(mean);
      const cells = now.map((value, n) => this.said(measure, value) + (changes ? ` (${this.said(measure, changes[n], true)})` : ""));
      const phrase = textOr(`measure.${measure}.spoken`, this.about[measure].spoken);
      return { title: t("score.row", { phrase: `${phrase[0].toUpperCase()}${phrase.slice(1)}`, week, since: since ?? "none" }), cells };
    });
  }
}
