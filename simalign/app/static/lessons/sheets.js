// What a teacher prints: a handout with the story and room for answers, and notes with what the run shows.

import { html, rendered, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { list, percent, policyTitle } from "../base/words.js";
import { drawAxes } from "../charts/scales.js";
import { scaleLinear } from "../vendor/d3.js";
import { counted } from "./guesses.js";
import { findings } from "./outcomes.js";

export const SHEETS = ["handout", "notes"];
const [WIDTH, HEIGHT] = [560, 210]; // of paper to draw on
const PARTS = { tell: 0.15, predict: 0.2, reveal: 0.25, discuss: 0.4 }; // of the minutes of a lesson

const lines = (n) => html("div", { class: "lines", "aria-hidden": "true" }, ...Array.from({ length: n }, () => html("div")));

function answer(one, policies) {
  if (one.kind === "leader") return html("p", { class: "boxes" }, ...policies.map((name) => html("span", {}, `☐ ${policyTitle(name)}`)));
  if (one.kind === "number") return html("p", {}, t("sheet.number", { low: counted(one, one.low), high: counted(one, one.high) }));
  const [x, y] = [scaleLinear([0, one.week], [44, WIDTH - 14]), scaleLinear([one.low, one.high], [HEIGHT - 26, 10])];
  const paper = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img", "aria-label": t("sheet.paper") });
  drawAxes(paper, x, y, one.week, percent);
  return html("div", {}, html("p", {}, t("guess.curveof", { policy: policyTitle(one.policy) })), paper);
}

export function handout(lesson) {
  const questions = lesson.predict.map((one) => html("li", {}, html("b", {}, one.ask), answer(one, lesson.policies), html("p", {}, t("sheet.because")), lines(2)));
  return html("article", { class: "sheet" },
    html("h2", { id: "lesson-title", tabindex: -1 }, lesson.title), rendered(lesson.story, "prose"),
    html("h3", {}, t("sheet.before")), html("ol", {}, ...questions),
    html("h3", {}, t("sheet.after")), lines(4),
    html("h3", {}, t("lessons.question")), rendered(lesson.question, "prose"), lines(5));
}

// met: the outcomes of the lesson's run, as Lessons.scored returns them.
export function notes(lesson, met) {
  const { teacher } = lesson;
  const minutes = teacher?.minutes ?? 15;
  const plan = Object.entries(PARTS).map(([part, share]) => html("li", {}, t(`sheet.plan.${part}`, { minutes: Math.round(share * minutes) })));
  const truth = (one) => (one.kind === "leader" ? (one.draw ? t("sheet.draw") : policyTitle(one.truth)) : one.kind === "number" ? counted(one, one.truth) : t("sheet.curve", { values: list(one.truth.map(percent)) }));
  const outcomes = met.outcomes.map((one, n) => html("li", {}, one.ask, " ", html("b", {}, truth({ ...lesson.predict[n], ...one }))));
  return html("article", { class: "sheet" },
    html("h2", { id: "lesson-title", tabindex: -1 }, t("sheet.notes", { title: lesson.title })), html("p", {}, lesson.summary),
    ...(teacher ? [html("h3", {}, t("sheet.goals")), html("ul", {}, ...teacher.goals.map((one) => html("li", {}, one))), html("h3", {}, t("sheet.expect")), rendered(teacher.expect, "prose")] : []),
    html("h3", {}, t("sheet.minutes", { minutes })), html("ol", {}, ...plan),
    html("h3", {}, t("sheet.answers")), html("ol", {}, ...outcomes), findings(met.findings),
    html("h3", {}, t("lessons.question")), rendered(lesson.question, "prose"), html("p", { class: "help" }, t("lessons.readoff")));
}
