// The game's rules: prices, budget, surprises, plans, a balanced deck; scores against numbers from elsewhere.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromAddress, toAddress } from "../../../simalign/app/static/base/address.js";
import { deck } from "../../../simalign/app/static/game/deck.js";
import { planFile, yaml } from "../../../simalign/app/static/game/files.js";
import { cell, csv } from "../../../simalign/app/static/host/export.js";
import { PASS, Rules, random } from "../../../simalign/app/static/game/rules.js";
import { gain, largest, means } from "../../../simalign/app/static/game/score.js";
import { world } from "../../../simalign/app/static/game/world.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../../../simalign/app/static/${name}`, import.meta.url), "utf8"));
const manifest = read("engine.json");
const rules = new Rules(deck, world);
const NUMBERS = Array.from({ length: 200 }, (_, n) => n + 1);

test("push and pull have as many cards, at like prices, and as many ways back", () => {
  const sides = Object.fromEntries(["push", "pull"].map((side) => [side, deck.cards.filter((card) => card.side === side).map((card) => rules.price([], card.id))]));
  assert.equal(sides.push.length, sides.pull.length);
  const [push, pull] = ["push", "pull"].map((side) => sides[side].reduce((a, b) => a + b, 0));
  assert.ok(Math.abs(push / pull - 1) < 0.1, `${push} ${pull}`);
  assert.ok(Math.abs(Math.max(...sides.push) / Math.max(...sides.pull) - 1) < 0.1);
  const levers = (side) => new Set(deck.cards.filter((card) => card.side === side).flatMap((card) => Object.keys(card.levers)));
  const undone = (side) => deck.cards.filter((card) => card.side === "less" && Object.keys(card.levers).some((name) => levers(side).has(name))).length;
  assert.equal(undone("push"), undone("pull"));
});

test("every card moves levers of the engine within their range", () => {
  for (const { levers } of deck.cards) {
    for (const [name, value] of Object.entries(levers)) assert.ok(manifest.columns.includes(name) && value >= 0 && value <= 1 && value !== world.usual[name]);
  }
});

test("a card is paid from its quarter to the end, and a card that undoes it gives the rest back", () => {
  const whole = rules.price([], "check");
  assert.ok(Math.abs(rules.price([PASS, PASS, PASS, PASS], "check") - whole / 2) < 1e-9);
  const half = rules.spent(["check", PASS, PASS, PASS, "nocheck"]);
  const levers = { ...world.usual, mandate: 0.1, monitoring: 0.1 };
  assert.ok(Math.abs(half - (whole / 2 + rules.takes(levers) / 2)) < 1e-9);
});

test("a card beyond the budget is refused, one that is in force as well, and a plan keeps to the rules", () => {
  const refused = (choices) => Object.fromEntries(rules.offers(choices).map((one) => [one.card.id, one.refused]));
  assert.equal(refused(["check"]).check, "force");
  assert.equal(refused(["check", "say"]).pay, "budget");
  assert.deepEqual(rules.legal(["check", "check", "why"]), ["check"]);
  assert.deepEqual(rules.legal(["nonsense"]), []);
  assert.deepEqual(rules.legal(Array(12).fill(PASS)), Array(8).fill(PASS));
});

test("random plans are whole, legal, different, and the same for the same number", () => {
  const plans = rules.randomPlans(7, 300);
  for (const plan of plans) {
    assert.deepEqual(rules.legal(plan), plan);
    assert.equal(plan.length, deck.quarters);
  }
  assert.deepEqual(plans.slice(0, 20), rules.randomPlans(7, 20));
  assert.ok(new Set(plans.map(String)).size > 290);
});

test("a number draws three different surprises after the first quarter, and people, the same every time", () => {
  for (const number of NUMBERS) {
    const { surprises, people } = rules.game(number);
    assert.equal(new Set(surprises.map((one) => one.kind)).size, 3);
    assert.equal(new Set(surprises.map((one) => one.quarter)).size, 3);
    for (const { week, quarter } of surprises) assert.ok(quarter >= 1 && Math.floor(week / deck.weeks) === quarter);
    assert.ok(people < world.people.draws.length);
    assert.deepEqual(rules.game(number), rules.game(number));
  }
  assert.ok(new Set(NUMBERS.map((number) => rules.game(number).people)).size > 25); // of 32; fewer: below 1 in 10^6
});

test("random numbers are those of mulberry32", () => {
  const draw = random(1); // first values of the published generator for the seed 1
  assert.deepEqual([draw(), draw(), draw()].map((x) => x.toFixed(6)), ["0.627074", "0.002736", "0.527447"]);
});

test("a score is the paired gain with Student's interval", () => {
  const score = gain([1.1, 1.3, 1.2, 1.4], [1, 1, 1, 1], manifest.t); // differences .1 .3 .2 .4: mean .25, s .12910, t(3) 3.18245
  assert.ok(Math.abs(score.gain - 0.25) < 1e-12);
  assert.ok(Math.abs(score.high - score.gain - (3.18244630528 * 0.1290994449) / 2) < 1e-8);
  const doubled = gain([2.2, 2.6, 2.4, 2.8], [2, 2, 2, 2], manifest.t);
  assert.ok(Math.abs(doubled.low - score.low) < 1e-12);
  assert.deepEqual(largest([3, 9, 5, 9], 3), [1, 3, 2]);
});

test("a mean leaves out week 0", () => {
  assert.deepEqual(means([[9, 0, 1, 5, 3, 7]], 1, 2), [6]);
});

test("a game is an address, and what is wrong in it is left out", () => {
  const state = { ...fromAddress(""), view: "game", game: 7, cards: ["why", PASS] };
  assert.equal(toAddress(state), "#view=game&game=7&cards=why.pass");
  const again = fromAddress(toAddress(state));
  assert.deepEqual([again.view, again.game, again.cards], ["game", 7, ["why", PASS]]);
  const wrong = fromAddress("#view=game&game=0&cards=<b>");
  assert.deepEqual([wrong.game, wrong.cards], [null, []]);
});

test("a plan is a policy file with a phase for each change", () => {
  const { text } = planFile(rules, rules.game(7), [PASS, "why", PASS, "example"]);
  assert.equal(text, 'name: "plan of game-7"\nphases:\n  - {"from":13,"levers":{"rationale":0.9}}\n  - {"from":39,"levers":{"role_modelling":0.8}}\n');
  assert.equal(yaml({ a: { b: 0.5 }, c: "x: y" }), 'a:\n  b: 0.5\nc: "x: y"');
});

test("traits are the largest differences from the average of plausible people", () => {
  const traits = rules.traits({ people: 3 }, 5);
  const { names, draws, mean, sd } = world.people;
  for (const [n, { name, z }] of traits.entries()) {
    const at = names.indexOf(name);
    assert.ok(Math.abs(z - (draws[3][at] - mean[at]) / sd[at]) < 1e-9);
    if (n) assert.ok(Math.abs(z) <= Math.abs(traits[n - 1].z));
  }
});

test("the export of a class has a row per seat, and no cell is a formula", () => {
  const course = { game: 7, votes: [{ seat: 2, guesses: ["push", 0.25] }], games: [{ seat: 2, team: "=HYPERLINK(1)", cards: ["why", "pass"] }, { seat: 1, team: 'a "b", c', cards: ["say"] }] };
  const lesson = { name: "silos", predict: [{ ask: "Which?" }, { ask: "How much?" }] };
  const scores = new Map([["why.pass", { gain: 0.05, low: 0.01, high: 0.09 }]]);
  assert.equal(csv(course, lesson, scores), [
    "seat,lesson,Which?,How much?,game,team,cards,gain,low,high",
    '1,silos,,,7,"a ""b"", c",say,,,',
    "2,silos,push,0.25,7,'=HYPERLINK(1),why pass,0.05,0.01,0.09",
    "",
  ].join("\r\n"));
  assert.deepEqual(["@x", "-1", "\tx", "ok"].map(cell), ["'@x", "'-1", "'\tx", "ok"]);
});
