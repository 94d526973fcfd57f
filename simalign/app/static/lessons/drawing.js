// Paper on which a curve is predicted: drawn with a pointer, or set point by point with the arrow keys.

import { colour, html, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { percent, policyTitle } from "../base/words.js";
import { drawAxes } from "../charts/scales.js";
import { line, scaleLinear } from "../vendor/d3.js";

export const KNOTS = 9; // points of a curve, evenly spaced from the start to the week of the question
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [520, 240, 54, 14, 10, 26];
const STEPS = 100;

// The weeks of the points of a curve.
export const knots = (week) => Array.from({ length: KNOTS }, (_, n) => Math.round((n * week) / (KNOTS - 1)));

// The points with one of them set; those that a quick stroke has passed over lie on the way from the last one.
export function stroke(values, last, n, value) {
  const next = [...values];
  if (last !== null && values[last] !== null) {
    for (let k = Math.min(last, n) + 1; k < Math.max(last, n); k++) next[k] = values[last] + ((value - values[last]) * (k - last)) / (n - last);
  }
  next[n] = value;
  return next;
}

// The field of one question: {element, read, ask}, as in guesses.js. before: the points drawn earlier.
export function drawing(one, index, before) {
  const weeks = knots(one.week);
  let values = Array.isArray(before) && before.length === KNOTS ? [...before] : weeks.map(() => null);
  let last = null;
  const x = scaleLinear([0, one.week], [LEFT, WIDTH - RIGHT]);
  const y = scaleLinear([one.low, one.high], [HEIGHT - BOTTOM, TOP]).clamp(true);
  const path = svg("path", { fill: "none", stroke: colour("--accent"), "stroke-width": 3, "stroke-linejoin": "round" });
  const dots = svg("g");
  const paper = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "paper", "aria-hidden": "true" });
  drawAxes(paper, x, y, one.week, percent);
  paper.append(path, dots);
  const said = html("output", {}, t("guess.draw"));
  const inputs = weeks.map((week, n) => html("input", { type: "range", min: 0, max: STEPS, step: 1, value: STEPS / 2, class: "unseen", "aria-label": t("guess.knot", { week }), oninput: (event) => set(n, one.low + ((one.high - one.low) * Number(event.target.value)) / STEPS), onfocus: show, onblur: show }));

  function set(n, value) {
    values = stroke(values, last, n, Math.min(one.high, Math.max(one.low, value)));
    show();
  }

  function show() {
    const known = values.map((value, n) => [weeks[n], value]).filter(([, value]) => value !== null);
    path.setAttribute("d", line(([week]) => x(week), ([, value]) => y(value))(known) ?? "");
    const focused = inputs.indexOf(document.activeElement);
    dots.replaceChildren(...weeks.map((week, n) => svg("circle", { cx: x(week), cy: y(values[n] ?? (one.low + one.high) / 2), r: n === focused ? 8 : values[n] === null ? 3 : 4.5, fill: values[n] === null ? colour("--line") : colour("--accent"), stroke: n === focused ? colour("--ink") : "none", "stroke-width": 2.5 })));
    inputs.forEach((input, n) => {
      if (values[n] !== null) input.value = String(Math.round((STEPS * (values[n] - one.low)) / (one.high - one.low)));
      input.setAttribute("aria-valuetext", values[n] === null ? t("guess.unset") : percent(values[n]));
    });
    const left = values.filter((value) => value === null).length;
    said.textContent = left ? t("guess.draw") : t("guess.drawn");
  }

  function point(event) {
    const box = paper.getBoundingClientRect();
    const at = x.invert(((event.clientX - box.left) * WIDTH) / box.width);
    const n = Math.min(KNOTS - 1, Math.max(0, Math.round((at / one.week) * (KNOTS - 1))));
    set(n, y.invert(((event.clientY - box.top) * HEIGHT) / box.height));
    last = n;
  }

  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    last = null;
    point(event);
  });
  paper.addEventListener("pointermove", (event) => { if (paper.hasPointerCapture(event.pointerId)) point(event); });
  paper.addEventListener("pointerup", () => { last = null; });
  show();
  return {
    element: html("div", { class: "drawing", role: "group", "aria-labelledby": `draw-${index}` }, html("p", { id: `draw-${index}` }, one.ask, html("span", { class: "help" }, ` ${t("guess.curveof", { policy: policyTitle(one.policy) })}`)), said, paper, ...inputs),
    read: () => (values.includes(null) ? null : values),
    ask: () => {
      inputs[values.indexOf(null)].focus();
      said.textContent = t("guess.drawall");
    },
  };
}
