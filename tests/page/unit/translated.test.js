// Shipped lessons in the language of the page, all others in that of their author; guesses of a class between the two.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromServer, toServer, translated } from "../../../simalign/app/static/lessons/translated.js";

const german = {
  "lesson.trap.title": "Falle", "lesson.trap.summary": "Kurz", "lesson.trap.story": "<p>Es war</p>", "lesson.trap.compare": "<p>Sieh</p>",
  "lesson.trap.question": "<p>Warum?</p>", "lesson.trap.policy.0": "Anordnen", "lesson.trap.predict.0.ask": "Wer?", "lesson.trap.predict.1.ask": "Wie viel?",
  "lesson.trap.findings.0.text": "Mehr.", "lesson.trap.teacher.goals.0": "Verstehen", "lesson.trap.teacher.expect": "<p>Nichts</p>",
};
const say = (key, other) => german[key] ?? other;
const number = { kind: "number", measure: "do", week: 8, policy: "order", against: "push" };
const written = {
  name: "trap", shipped: true, title: "Trap", summary: "Short", story: "<p>Once</p>", compare: "<p>See</p>", question: "<p>Why?</p>",
  run: { size: 6, policies: [{ name: "order", levers: { mandate: 1 } }, { preset: "push" }] }, policies: ["order", "push"],
  predict: [{ kind: "leader", measure: "do", week: 8, policy: null, against: null, ask: "Who?" }, { ...number, ask: "How much?" }],
  findings: [{ ...number, text: "More." }], teacher: { minutes: 15, goals: ["Understand"], expect: "<p>Nothing</p>" },
};

test("a shipped lesson is translated, with its policies wherever they are named", () => {
  const lesson = translated(written, say);
  const texts = JSON.stringify(lesson);
  for (const text of Object.values(german)) assert.ok(texts.includes(text), text);
  assert.deepEqual(lesson.policies, ["Anordnen", "push"]);
  assert.deepEqual(lesson.run.policies, [{ name: "Anordnen", levers: { mandate: 1 } }, { preset: "push" }]);
  for (const one of [lesson.predict[1], lesson.findings[0]]) assert.deepEqual([one.policy, one.against], ["Anordnen", "push"]);
  assert.deepEqual([lesson.predict[0].policy, lesson.predict[0].week, lesson.teacher.minutes], [null, 8, 15]);
});

test("a lesson that its author has changed is never translated", () => {
  assert.deepEqual(translated({ ...written, shipped: false }, say), { ...written, shipped: false, names: written.policies });
});

test("without translations, and without notes for a teacher, a lesson stays as it is", () => {
  assert.deepEqual(translated({ ...written, teacher: null }, (_, other) => other), { ...written, teacher: null, names: written.policies });
});

test("guesses reach the server with the names of the file, and come back with those of the page", () => {
  const lesson = translated(written, say);
  const here = ["Anordnen", 0.3, [0, 1]];
  const there = ["order", 0.3, [0, 1]];
  assert.deepEqual(toServer(lesson, here), there);
  const course = { stage: "reveal", guesses: [["order", "push"], [0.3]], votes: [{ seat: 1, guesses: there }], mine: { guesses: there, cards: null } };
  assert.deepEqual(fromServer(lesson, course), { stage: "reveal", guesses: [["Anordnen", "push"], [0.3]], votes: [{ seat: 1, guesses: here }], mine: { guesses: here, cards: null } });
  assert.deepEqual(fromServer(lesson, { stage: "predict", mine: { guesses: null } }), { stage: "predict", mine: { guesses: null } });
});
