// The state of the page, and its form in the address: "#scenario=default&size=120&p=push;@26;monitoring=0&week=40".
// A policy is its preset, then levers, then phases: "@26" begins the one of week 26. What is wrong is left out.

import { LANGUAGES } from "./language.js";

export const USUAL = {
  scenario: "default", organisation: null, size: 120, weeks: 156, seed: 1, replications: 10,
  policies: [policy("push"), policy("pull"), policy("status_quo")],
  week: 0, department: null, person: null, lang: null,
  view: "compare", lesson: null, sheet: null, // handout or notes of a lesson
  game: null, cards: [], // number of a game, and its choices so far
  candidates: null, horizon: null, // of a decision; null is the usual
  answers: {}, // to the three questions of a decision
};
const VIEWS = ["compare", "game", "lessons", "own", "class"];
const QUESTIONS = ["routine", "trust", "customers"];
const LEVELS = ["low", "medium", "high", "unknown"];
const WHOLE = ["size", "weeks", "seed", "replications", "week"];

export function policy(preset) {
  return { preset, name: preset, levers: {}, phases: [] };
}

const written = (levers) => Object.entries(levers).map(([name, value]) => `${name}=${value}`);

function policyText(one) {
  const parts = [one.preset, ...written(one.levers)];
  for (const phase of one.phases) parts.push(`@${phase.from}`, ...written(phase.levers));
  if (one.name !== one.preset) parts.push(`name=${encodeURIComponent(one.name)}`);
  return parts.join(";");
}

function readPolicy(text) {
  const [preset, ...parts] = text.split(";");
  const one = policy(decodeURIComponent(preset));
  let levers = one.levers;
  for (const part of parts) {
    const [key, value] = part.split("=");
    if (key.startsWith("@")) {
      levers = {};
      one.phases.push({ from: Number(key.slice(1)), levers });
    } else if (key === "name") one.name = decodeURIComponent(value);
    else if (value === "never") levers[key] = "never";
    else if (Number.isFinite(Number(value))) levers[key] = Number(value);
  }
  return one;
}

export function toAddress(state) {
  const lang = state.lang ? [`lang=${state.lang}`] : [];
  if (state.view === "lessons") {
    const lesson = state.lesson ? [`lesson=${encodeURIComponent(state.lesson)}`] : [];
    return `#${["view=lessons", ...lesson, ...(state.lesson && state.sheet ? [`sheet=${state.sheet}`] : []), ...lang].join("&")}`;
  }
  if (state.view === "class") return `#${["view=class", ...lang].join("&")}`;
  if (state.view === "game") {
    const playing = state.game === null ? [] : [`game=${state.game}`, ...(state.cards.length ? [`cards=${state.cards.join(".")}`] : [])];
    return `#${["view=game", ...playing, ...lang].join("&")}`;
  }
  const deciding = state.view === "own";
  const parts = [...(deciding ? ["view=own"] : []), `scenario=${state.scenario}`];
  const forgotten = deciding && state.organisation?.startsWith("own:"); // once this window is closed
  if (state.organisation && !forgotten) parts.push(`organisation=${state.organisation}`);
  else parts.push(`size=${state.size}`);
  for (const key of WHOLE.slice(1)) parts.push(`${key}=${Math.round(state[key])}`);
  parts.push(...state.policies.map((one) => `p=${policyText(one)}`));
  if (state.department !== null) parts.push(`department=${state.department}`);
  if (state.person !== null) parts.push(`person=${state.person}`);
  if (deciding && state.horizon) parts.push(`horizon=${state.horizon}`);
  if (deciding && state.candidates) parts.push(`candidates=${state.candidates.map(encodeURIComponent).join(";")}`);
  if (deciding) parts.push(...Object.entries(state.answers).map(([name, level]) => `${name}=${level}`));
  parts.push(...lang);
  return `#${parts.join("&")}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link cut in the middle of a letter
  }
}

export function fromAddress(hash) {
  const state = structuredClone(USUAL);
  const policies = [];
  for (const part of hash.replace(/^#/, "").split("&")) {
    const equals = part.indexOf("=");
    const [key, value] = [part.slice(0, equals), part.slice(equals + 1)];
    if (WHOLE.includes(key) && /^\d{1,16}$/.test(value)) state[key] = Number(value);
    else if (key === "scenario" || key === "organisation") state[key] = decoded(value);
    else if (key === "department" && /^\d{1,4}$/.test(value)) state.department = Number(value);
    else if (key === "lang" && LANGUAGES.includes(value)) state.lang = value;
    else if (QUESTIONS.includes(key) && LEVELS.includes(value)) state.answers[key] = value;
    else if (key === "person" && /^\d{1,6}$/.test(value)) state.person = Number(value);
    else if (key === "view" && VIEWS.includes(value)) state.view = value;
    else if (key === "horizon" && /^\d{1,3}$/.test(value)) state.horizon = Number(value);
    else if (key === "candidates") state.candidates = value.split(";").filter(Boolean).map(decoded);
    else if (key === "lesson") state.lesson = decoded(value);
    else if (key === "sheet" && ["handout", "notes"].includes(value)) state.sheet = value;
    else if (key === "game" && /^[1-9]\d{0,3}$/.test(value)) state.game = Number(value);
    else if (key === "cards" && /^[a-z]{1,12}(\.[a-z]{1,12}){0,7}$/.test(value)) state.cards = value.split(".");
    else if (key === "p") {
      try { policies.push(readPolicy(value)); } catch { /* a link cut in the middle of a letter */ }
    }
  }
  if (policies.length) state.policies = policies.slice(0, 3);
  return state;
}

// What the server is asked for: all that numbers depend on, nothing of how they are looked at.
export function request(state) {
  const { scenario, organisation, size, weeks, seed, replications, policies } = state;
  return { scenario, weeks, seed, replications, policies, ...(organisation ? { organisation } : { size }) };
}
