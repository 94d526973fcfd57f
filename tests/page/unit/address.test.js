// The address of the page: what is written is read again, and broken links do no harm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { USUAL, fromAddress, policy, toAddress } from "../../../simalign/app/static/base/address.js";

// A small generator of pseudorandom numbers, so that each failure can be repeated.
function numbers(seed) {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function made(seed) {
  const random = numbers(seed);
  const whole = (most) => Math.floor(random() * most);
  const levers = () => Object.fromEntries(["mandate", "voice", "feedback_interval"].slice(whole(4)).map((name) => [name, random() < 0.2 ? "never" : whole(101) / 100]));
  const policies = Array.from({ length: 1 + whole(3) }, () => ({
    ...policy("push"), name: random() < 0.5 ? "push" : "mine; = & ü", levers: levers(),
    phases: Array.from({ length: whole(3) }, (_, n) => ({ from: 10 * (n + 1), levers: levers() })),
  }));
  return { ...structuredClone(USUAL), size: whole(5000), weeks: whole(500), seed: whole(2 ** 53), week: whole(100), policies, person: random() < 0.5 ? null : whole(100), department: random() < 0.5 ? null : whole(9) };
}

test("what is written is read again", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const state = made(seed);
    assert.deepEqual(fromAddress(toAddress(state)), state, `seed ${seed}`);
  }
});

test("a decision keeps its questions, candidates and language", () => {
  const state = { ...structuredClone(USUAL), view: "own", horizon: 52, candidates: ["push", "my; own"], answers: { trust: "low" }, lang: "de" };
  assert.deepEqual(fromAddress(toAddress(state)), state);
});

test("a link that was cut or forged leaves what is usual", () => {
  const whole = toAddress(made(7));
  for (let length = 0; length < whole.length; length++) assert.ok(fromAddress(whole.slice(0, length)).policies.length > 0);
  assert.deepEqual(fromAddress("#arrange=tree&view=nowhere&lang=xx&person=-1&trust=enormous"), USUAL);
});
