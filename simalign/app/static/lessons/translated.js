// Lessons in the language of the page. The catalogue of texts has those of the shipped lessons; a lesson that its author
// has changed, or written, is in the language of its author.

import { textOr } from "../base/text.js";
import { get } from "../base/wire.js";

// A lesson with its texts and the names of its policies as the catalogue has them; names: those of its file.
export function translated(lesson, say = textOr) {
  const names = lesson.policies;
  if (!lesson.shipped) return { ...lesson, names };
  const text = (key, other) => say(`lesson.${lesson.name}.${key}`, other);
  const policies = names.map((name, n) => text(`policy.${n}`, name));
  const named = (name) => policies[names.indexOf(name)] ?? null;
  const about = (one) => ({ ...one, policy: named(one.policy), against: named(one.against) });
  const { title, summary, story, compare, question, run, predict, findings, teacher } = lesson;
  return {
    ...lesson, names, policies,
    title: text("title", title), summary: text("summary", summary), story: text("story", story),
    compare: text("compare", compare), question: text("question", question),
    run: { ...run, policies: run.policies.map((one, n) => (one.name ? { ...one, name: policies[n] } : one)) },
    predict: predict.map((one, n) => ({ ...about(one), ask: text(`predict.${n}.ask`, one.ask) })),
    findings: findings.map((one, n) => ({ ...about(one), text: text(`findings.${n}.text`, one.text) })),
    teacher: teacher && { ...teacher, goals: teacher.goals.map((one, n) => text(`teacher.goals.${n}`, one)), expect: text("teacher.expect", teacher.expect) },
  };
}

export const lessonList = async () => (await get("lessons")).map((one) => translated(one));

// The pages of a class may be in several languages: its server has guesses with the names of the lesson's file.
const renamed = (guess, from, to) => (typeof guess === "string" ? to[from.indexOf(guess)] : guess);
export const toServer = ({ policies, names }, guesses) => guesses.map((one) => renamed(one, policies, names));

// The state of a class with its guesses in the names of the page.
export function fromServer({ policies, names }, course) {
  const shown = (guesses) => guesses.map((one) => renamed(one, names, policies));
  const { guesses, votes, mine } = course;
  return {
    ...course,
    ...(guesses && { guesses: guesses.map(shown) }),
    ...(votes && { votes: votes.map((one) => ({ ...one, guesses: shown(one.guesses) })) }),
    ...(mine && { mine: { ...mine, guesses: mine.guesses && shown(mine.guesses) } }),
  };
}
