// Pure parts of the page: sentences that follow from a run, scales, label places, the scene's timing.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { strategyChanges } from "../../../simalign/app/static/base/run.js";
import { apart, percent, points } from "../../../simalign/app/static/base/words.js";
import { inForce } from "../../../simalign/app/static/bench/force.js";
import { domain, inLines, spread, weekTicks } from "../../../simalign/app/static/charts/scales.js";
import { claim, holds } from "../../../simalign/app/static/opening/claim.js";
import { knots, stroke } from "../../../simalign/app/static/lessons/drawing.js";
import { SECONDS, moment } from "../../../simalign/app/static/opening/scene.js";
import { at, beside, ends } from "../../../simalign/app/static/picture/scatter.js";

// A run of one policy with given curves of want and do.
function run(want, done, more = {}) {
  const weeks = want.length - 1;
  const bands = new Float32Array([...want, ...done, ...want, ...done, ...want, ...done]);
  return { weeks, measures: ["want", "do"], goals: [], policies: [{ name: "push" }], members: [], arrays: { bands0: bands }, ...more };
}

test("shares are percentages and differences agree with what is shown", () => {
  assert.equal(percent(0.676), "68%");
  assert.equal(apart(0.684, 0.526), 15); // 68% and 53%, although the exact difference is nearer to 16
  assert.deepEqual([points(0.07), points(-0.07), points(0.001)], ["+7", "−7", "±0"]);
});

test("the opening's claim is read off the run, and a run that does not show it is refused", () => {
  const want = Array.from({ length: 27 }, () => 0.51);
  const rises = want.map((_, week) => (week === 0 ? 0.61 : week <= 18 ? 0.67 : week < 21 ? 0.64 : 0.6));
  const shown = claim(run(want, rises));
  assert.deepEqual(shown, { gained: 6, wanted: 0, left: -1, end: 26, weeks: 3 });
  assert.ok(holds(shown));
  assert.ok(!holds(claim(run(want, want))));
  assert.ok(!holds(claim(run(want, rises.map((value, week) => (week > 18 ? 0.67 : value))))));
});

test("the scene plays forwards from the first week to the last", () => {
  let before = -1;
  for (let seconds = 0; seconds <= SECONDS; seconds += 0.05) {
    const { week } = moment(seconds, 44);
    assert.ok(week >= before && week <= 44);
    before = week;
  }
  assert.equal(before, 44);
});

test("a review is seen by the goals that it drops and takes up", () => {
  const strategy = new Float32Array([0.5, 0.5, 0, 0.5, 0.5, 0, 0.5, 0, 0.5]);
  const changes = strategyChanges({ weeks: 2, goals: ["a", "b", "c"].map((name) => ({ name })), arrays: { strategy0: strategy } }, 0);
  assert.deepEqual(changes, [{ week: 2, dropped: ["b"], added: ["c"] }]);
});

test("an axis holds all values, and no share beyond what is possible", () => {
  const [low, high] = domain([[0.6, 0.95]], [[0.4, 1.3]]);
  assert.ok(low <= 0.4 && high >= 0.95 && high <= 1);
  const [start, end] = domain([[0.001, 0.002]], [[-0.1]]);
  assert.ok(start === 0 && end >= 0.1);
});

test("labels keep apart, in order and inside", () => {
  const heights = [50, 51, 49, 52];
  const placed = spread(heights, 12, 10, 90);
  const order = [2, 0, 1, 3].map((n) => placed[n]);
  for (let n = 1; n < order.length; n++) assert.ok(order[n] - order[n - 1] >= 12 - 1e-9);
  assert.ok(Math.min(...placed) >= 10 && Math.max(...placed) <= 90);
  assert.ok(Math.max(...spread([89, 90], 12, 10, 90)) <= 90);
});

test("ticks of weeks are never more than there is room for", () => {
  for (const weeks of [4, 26, 52, 104, 156, 260, 520]) {
    for (const width of [150, 300, 900]) assert.ok(weekTicks(weeks, width).length <= Math.max(2, Math.floor(width / 66)) + 1, `${weeks} ${width}`);
  }
});

test("nearest people are found by point and by direction, and those who left are passed over", () => {
  const xy = new Float32Array([10, 10, 30, 10, Number.NaN, Number.NaN, 10, 40]);
  assert.equal(at(xy, 12, 11), 0);
  assert.equal(at(xy, 90, 90), null);
  assert.equal(beside(xy, 0, 1, 0), 1);
  assert.equal(beside(xy, 0, 0, 1), 3);
});

test("the picture's axes hold nearly everybody under every policy", () => {
  const people = { want0: new Uint8Array([100, 120, 110]), do0: new Uint8Array([140, 190, 150]) };
  assert.deepEqual(ends({ policies: [{}], arrays: people }), [0.3, 0.8]);
});

test("later changes of levers are added to earlier ones", () => {
  const catalogue = { policies: [{ name: "push", levers: { mandate: 0.6, clarity: 0.5, specific: 0.5 } }], levers: [{ name: "mandate" }, { name: "clarity" }, { name: "specific", letter: true }] };
  const policy = { preset: "push", levers: { clarity: 0.9 }, phases: [{ from: 5, levers: { mandate: 0 } }, { from: 9, levers: { specific: 0.1 } }] };
  assert.deepEqual(inForce(policy, -1, catalogue), { mandate: 0.6, clarity: 0.9, specific: 0.9 });
  assert.deepEqual(inForce(policy, 1, catalogue), { mandate: 0, clarity: 0.9, specific: 0.1 });
});

test("nothing in the page is HTML made of text, except what the server rendered", () => {
  const page = new URL("../../../simalign/app/static/", import.meta.url);
  const files = readdirSync(page, { recursive: true }).map(String).filter((name) => name.endsWith(".js") && !name.startsWith("vendor"));
  const made = files.filter((name) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/.test(readFileSync(new URL(name, page), "utf8")));
  assert.deepEqual(made, ["base/elements.js"]);
});

test("a curve is drawn from point to point, also by a quick stroke", () => {
  assert.deepEqual(knots(104), [0, 13, 26, 39, 52, 65, 78, 91, 104]);
  const empty = Array(9).fill(null);
  const first = stroke(empty, null, 0, 0.2);
  assert.deepEqual(stroke(first, 0, 4, 0.6).slice(0, 6).map((value) => value?.toFixed(1) ?? null), ["0.2", "0.3", "0.4", "0.5", "0.6", null]);
  assert.deepEqual(stroke(empty, null, 8, 1).filter((value) => value !== null), [1]);
});

test("a name takes at most two lines, and is cut only where two are too few", () => {
  assert.deepEqual(inLines("pull", 15), ["pull"]);
  assert.deepEqual(inLines("Weiter wie bisher", 15), ["Weiter wie", "bisher"]);
  assert.deepEqual(inLines("push, then nothing", 15), ["push, then", "nothing"]);
  assert.deepEqual(inLines("Selbstorganisation", 15), ["Selbstorganisa…"]);
  assert.deepEqual(inLines("order and check but never explain it", 15), ["order and check", "but never expl…"]);
});
