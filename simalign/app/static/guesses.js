// The form of a prediction: a choice among policies, or a number on a slider.

import { html } from "./elements.js";
import { percent, plain, points } from "./words.js";

const STEPS = 100;

// A number as the question counts it.
export function counted(one, value) {
  if (!one.share) return value.toFixed(3);
  return one.since === null && !one.against ? percent(value) : `${points(value)} points`;
}

// The fields of all questions of a lesson, and a function that reads the guesses.
export function questions(lesson) {
  const made = lesson.predict.map((one, n) => (one.kind === "leader" ? choice(one, n, lesson.policies) : slider(one, n)));
  return { element: html("div", { class: "questions" }, ...made.map((one) => one.element)), read: () => made.map((one) => one.read()) };
}

function choice(one, n, policies) {
  const boxes = policies.map((name) => html("input", { type: "radio", name: `guess-${n}`, value: name, required: true }));
  const labels = policies.map((name, m) => html("label", {}, boxes[m], ` ${plain(name)}`));
  return {
    element: html("fieldset", {}, html("legend", {}, one.ask), html("div", { class: "choices" }, ...labels)),
    read: () => boxes.find((box) => box.checked).value,
  };
}

function slider(one, n) {
  const value = (input) => one.low + ((one.high - one.low) * Number(input.value)) / STEPS;
  const said = html("output", { for: `guess-${n}` });
  const input = html("input", { type: "range", id: `guess-${n}`, min: 0, max: STEPS, step: 1, value: STEPS / 2 });
  const say = () => {
    said.textContent = counted(one, value(input));
    input.setAttribute("aria-valuetext", said.textContent);
  };
  input.addEventListener("input", say);
  say();
  const ends = html("span", { class: "ends", "aria-hidden": "true" }, html("span", {}, counted(one, one.low)), html("span", {}, counted(one, one.high)));
  return {
    element: html("div", { class: "slider" }, html("label", { for: `guess-${n}` }, one.ask), said, input, ends),
    read: () => Math.min(one.high, Math.max(one.low, value(input))),
  };
}
