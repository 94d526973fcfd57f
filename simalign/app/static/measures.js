// Every measure in plain words: what it is called over a chart, and what its numbers mean.

const ONE = "0 none, 1 full";
const PART = "share of the week";

export const ABOUT = {
  know: ["Know", "how right people are about the strategy"],
  want: ["Want", `${PART} they would spend on it`],
  do: ["Do", `${PART} they do spend on it`],
  value: ["Value", "worth of a week to customers, in weeks"],
  resistance: ["Resistance", ONE],
  trust: ["Trust", `in management, ${ONE}`],
  know_gain: ["Know beyond one's own taste", "how much more of it is right than if they took their own tastes for it"],
  want_gain: ["Want beyond one's own taste", `${PART} they would spend on it, less what their own tastes alone come to`],
  do_gain: ["Do beyond one's own taste", `${PART} they spend on it, less what their own tastes alone come to`],
  do_joint: ["Done together", "how well all work taken together fits the strategy, 1 fully"],
  compliance_gap: ["Done, not wanted", `${PART} spent on it beyond what they want to`],
  consensus: ["Agreement on what to want", "0 nothing in common, 1 all want the same"],
  top3_recall: ["Know the three main goals", "share of people"],
  role_clarity: ["Know it, and not by chance", "share of people"],
  claimed_clarity: ["Think that it asks what they want anyway", "share of people"],
  self_perception: ["Seen from inside", "how right people are about what is done, 1 fully"],
  external_perception: ["Seen from outside", "how right customers, suppliers and owners are about what is done, 1 fully"],
  perception_match: ["Inside and outside agree", "on what is done, 1 fully"],
  identity: ["What is done is what is seen", "inside and outside, 1 fully"],
  fit: ["Strategy fits customers", "how much of what customers want it asks for, 1 all"],
  resistant: ["People who resist", "share of people"],
  resistance_faded: ["Resistance that has faded", "share of those who ever resisted"],
  skill: ["Skill", ONE],
  needs: ["Needs met", `freedom, mastery and company at work, ${ONE}`],
  need_autonomy: ["Freedom felt", ONE],
  need_competence: ["Mastery felt", ONE],
  need_relatedness: ["Company felt", ONE],
  effort: ["Effort", ONE],
  time_cost: ["Time that management takes", PART],
  retention: ["Still there", "share of those who were there at the start"],
  relationship_depth: ["Depth of relations outside", `with customers, suppliers and owners, ${ONE}`],
  busy: ["Work done", "in weeks of work a week"],
  value_net: ["Value, pay taken off", "worth of a week to customers less bonus pay, in weeks"],
  productive_share: ["Work that customers want", "share of all work done"],
  coordination: ["Departments agree", "on what the strategy is, 0 nothing in common, 1 the very same"],
};

const SHOWN = ["know", "want", "do", "value", "resistance", "trust"];
export const panels = (names = SHOWN) => names.map((name) => [name, ...ABOUT[name]]);
