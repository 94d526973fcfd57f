import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { checked } from "../../../simalign/app/static/base/check.js";
import { nearest } from "../../../simalign/app/static/base/nearest.js";

const manifest = JSON.parse(readFileSync(new URL("../../../simalign/app/static/engine.json", import.meta.url), "utf8"));
const most = { members: 5000, weeks: 520, replications: 200, work: 40e6, policies: 3, phases: 12, name: 40, seed: 2 ** 53 - 1 };
const one = (more = {}) => ({ name: "push", preset: "push", levers: {}, phases: [], ...more });
const asked = { scenario: "default", size: 30, weeks: 8, seed: 3, replications: 2, policies: [one()] };
// the keys of the problems; unit tests have no texts, so that each sentence is the key of its text
const keys = (more) => checked({ ...asked, ...more }, manifest, most).map((problem) => problem.split(": ")[0]);

test("a request that can be run has no problems", () => {
  assert.deepEqual(keys({}), []);
  assert.deepEqual(keys({ size: undefined, organisation: "workshop" }), []);
  const levers = { voice: 1, focus: 3, feedback_interval: "never" };
  assert.deepEqual(keys({ policies: [one({ levers, phases: [{ from: 0, levers }, { from: 4, levers: {} }], events: [{ week: 3, trust: 1 }] })] }), []);
});

test("an organisation from files can be run until it is forgotten", () => {
  const own = { ...manifest, organisations: { "own:x": { ids: ["a", "b"] } } };
  assert.deepEqual(checked({ ...asked, organisation: "own:x" }, own, most), []);
  assert.deepEqual(keys({ organisation: "own:x" }), ["problem.forgotten"]);
});

test("everything that is wrong is said, once, under its key", () => {
  for (const [more, expected] of [
    [{ scenario: "constructor" }, ["scenario"]],
    [{ size: 1 }, ["size"]],
    [{ size: 5001 }, ["size"]],
    [{ size: 2.5 }, ["size"]],
    [{ organisation: "own:gone" }, ["problem.forgotten"]],
    [{ organisation: "nowhere" }, ["organisation"]],
    [{ weeks: 3, seed: -1, replications: 0 }, ["weeks", "seed", "replications"]],
    [{ size: 5000, weeks: 520, replications: 200 }, ["replications"]],
    [{ policies: [] }, ["policies"]],
    [{ policies: [one(), one()] }, ["policies.1.name"]],
    [{ policies: [one({ preset: "shove", name: " " })] }, ["policies.0.preset", "policies.0.name"]],
    [{ policies: [one({ levers: { voise: 1 } })] }, ["policies.0.levers.voise"]],
    [{ policies: [one({ levers: { voice: 1.1, mandate: "never", focus: 2.5, review_interval: 0 } })] }, ["voice", "mandate", "focus", "review_interval"].map((name) => `policies.0.levers.${name}`)],
    [{ policies: [one({ phases: [{ from: 4, levers: {} }, { from: 4, levers: { voice: -1 } }] })] }, ["policies.0.phases.1.levers.voice", "policies.0.phases.1.from"]],
    [{ policies: [one({ events: [{ week: -1, trust: 1 }] })] }, ["policies.0.events.0.week"]],
  ]) assert.deepEqual(keys(more), expected, JSON.stringify(more));
});

test("the names that are most alike come first", () => {
  assert.equal(nearest("voise", ["mandate", "voice", "focus"]), "voice, focus, mandate");
});
