// Scores of predictions: intervals by Student's t, verdicts and draws.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Scoring, interval } from "../../../simalign/app/static/lessons/scoring.js";

const { t: quantiles } = JSON.parse(readFileSync(new URL("../../../simalign/app/static/engine.json", import.meta.url), "utf8"));
const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-9, `${found} ${expected}`);

test("an interval is Student's t", () => {
  // ends of scipy.stats.t.interval(0.95, n - 1, loc=mean, scale=scipy.stats.sem(values)), SciPy 1.18.1
  for (const [values, low, high] of [
    [[1.0, 2.0, 3.0], -0.48413771175033027, 4.48413771175033],
    [[0.12, 0.34, 0.56, 0.31, 0.27, 0.44, 0.38, 0.29, 0.33, 0.41], 0.2619001425127412, 0.4280998574872589],
    [[-1.0, 4.0], -30.265511840436737, 33.26551184043674],
    [Array.from({ length: 30 }, (_, n) => (n % 2 ? 0.49 : 0.51)), 0.4962021038995444, 0.5037978961004557],
  ]) {
    const found = interval(values, quantiles);
    near(found.mean, values.reduce((sum, value) => sum + value, 0) / values.length);
    near(found.low, low);
    near(found.high, high);
  }
  const one = interval([0.3], quantiles);
  assert.ok(one.mean === 0.3 && Number.isNaN(one.low) && Number.isNaN(one.high));
});

test("what a guess is worth follows from the interval alone", () => {
  const scoring = new Scoring({ about: { do: { share: true, spoken: "what people do" } }, measures: ["do"], quantiles });
  const runs = (values) => values.map((value) => Float64Array.of(0, value));
  const series = [runs([0.5, 0.6, 0.7]), runs([0.3, 0.4, 0.5])];
  const leader = { kind: "leader", measure: "do", week: 1 };
  const found = (asked, guess, given = series) => {
    const { verdict, truth, draw } = scoring.outcome(asked, guess, ["a", "b"], given);
    return [verdict, truth, draw];
  };
  assert.deepEqual(found(leader, "a"), ["right", "a", false]);
  assert.deepEqual(found(leader, "b"), ["wrong", "a", false]);
  assert.deepEqual(found({ ...leader, lowest: true }, "b"), ["right", "b", false]);
  assert.deepEqual(found(leader, "b", [series[0], runs([0.51, 0.58, 0.7])]), ["close", "a", true]);
  const number = { kind: "number", measure: "do", week: 1, policy: "b", low: 0, high: 1 };
  assert.equal(found(number, 0.4)[0], "right");
  assert.equal(found(number, 0.7)[0], "wrong");
  assert.equal(found({ ...number, high: 4 }, 0.7)[0], "close"); // within a tenth of the slider
  assert.deepEqual(scoring.outcome(leader, null, ["a", "b"], series).means.map((value) => value.toFixed(3)), ["0.600", "0.400"]);
});
