// The form of a prediction: a choice among policies, or a number on a slider that has to be moved.

import { html } from "../base/elements.js";
import { t } from "../base/text.js";
import { decimal, inPoints, percent, policyTitle } from "../base/words.js";
import { drawing } from "./drawing.js";

const STEPS = 100;

// A number as the question counts it.
export function counted(one, value) {
  if (!one.share) return decimal(value);
  return one.since === null && !one.against ? percent(value) : inPoints(value);
}

// The fields of all questions of a lesson, and a function that reads the guesses, or null where one is missing.
// before: guesses made earlier, or null.
export function questions(lesson, before = null) {
  const fields = lesson.predict.map((one, n) => {
    if (one.kind === "curve") return drawing(one, n, before?.[n]);
    return one.kind === "leader" ? choice(one, n, lesson.policies, before?.[n]) : slider(one, n, before?.[n]);
  });
  const read = () => {
    const guesses = fields.map((one) => one.read());
    const missing = guesses.indexOf(null);
    if (missing < 0) return guesses;
    fields[missing].ask();
    return null;
  };
  return { element: html("div", { class: "questions" }, ...fields.map((one) => one.element)), read };
}

function choice(one, n, policies, before) {
  const boxes = policies.map((name) => html("input", { type: "radio", name: `guess-${n}`, value: name, required: true, checked: name === before }));
  const labels = policies.map((name, m) => html("label", {}, boxes[m], ` ${policyTitle(name)}`));
  return {
    element: html("fieldset", {}, html("legend", {}, one.ask), html("div", { class: "choices" }, ...labels)),
    read: () => boxes.find((box) => box.checked)?.value ?? null,
    ask: () => boxes[0].focus(),
  };
}

function slider(one, n, before) {
  const value = (input) => one.low + ((one.high - one.low) * Number(input.value)) / STEPS;
  const said = html("output", { for: `guess-${n}` });
  const start = typeof before === "number" ? (STEPS * (before - one.low)) / (one.high - one.low) : STEPS / 2;
  const input = html("input", { type: "range", id: `guess-${n}`, min: 0, max: STEPS, step: 1, value: Math.round(start) });
  let moved = typeof before === "number";
  const say = () => {
    said.textContent = moved ? counted(one, value(input)) : t("guess.move");
    input.setAttribute("aria-valuetext", said.textContent);
  };
  for (const kind of ["input", "change", "pointerdown", "keydown"]) {
    input.addEventListener(kind, (event) => {
      if (event instanceof KeyboardEvent && event.key === "Tab") return;
      moved = true;
      say();
    });
  }
  say();
  const ends = html("span", { class: "ends", "aria-hidden": "true" }, html("span", {}, counted(one, one.low)), html("span", {}, counted(one, one.high)));
  return {
    element: html("div", { class: "slider" }, html("label", { for: `guess-${n}` }, one.ask), said, input, ends),
    read: () => (moved ? Math.min(one.high, Math.max(one.low, value(input))) : null),
    ask: () => {
      input.focus();
      said.textContent = t("guess.first");
    },
  };
}
