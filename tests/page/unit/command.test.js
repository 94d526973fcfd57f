import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { commandOf, fileName, isShipped, policyText, seriesText } from "../../../simalign/app/static/base/command.js";

const manifest = JSON.parse(readFileSync(new URL("../../../simalign/app/static/engine.json", import.meta.url), "utf8"));
const policy = (preset, more = {}) => ({ name: preset, preset, levers: {}, phases: [], ...more });
const asked = { scenario: "default", size: 30, weeks: 8, seed: 3, replications: 2 };

test("the command names shipped policies, and files of changed ones", () => {
  const mine = policy("push", { name: "Mine, from May!", levers: { voice: 0.4 } });
  assert.equal(
    commandOf({ ...asked, policies: [policy("pull"), mine] }, manifest),
    "simalign compare default --set organisation.size=30 --weeks 8 --policies pull,policy-2-mine-from-may.yaml --replications 2 --seed 3",
  );
  assert.ok(isShipped(policy("pull")) && !isShipped(mine));
  assert.equal(fileName({ name: "—" }, 0), "policy-1.yaml");
});

test("words that a shell reads otherwise are quoted", () => {
  const own = { ...manifest, organisations: { "own:x": { options: ["--organisation", "Bob's people.csv"] } } };
  const { size, ...rest } = asked;
  assert.match(commandOf({ ...rest, organisation: "own:x", policies: [policy("pull")] }, own), /--organisation 'Bob'"'"'s people.csv' /);
  assert.equal(size, 30);
});

test("a policy is written as YAML", () => {
  const text = policyText(policy("push", { name: 'a: "b"', levers: { voice: 0.4, feedback_interval: "never" }, phases: [{ from: 3, levers: { mandate: 1 } }], events: [{ week: 2, trust: 0.5 }] }));
  assert.equal(text, `name: "a: \\"b\\""
preset: push
levers:
  voice: 0.4
  feedback_interval: never
phases:
- from: 3
  levers:
    mandate: 1
events:
- week: 2
  trust: 0.5
`);
});

test("cells that a spreadsheet takes for formulas are neutral, and numbers are complete", () => {
  const text = seriesText(["=1+1", 'a,"b"'], [[new Float64Array([0.1, NaN])], [new Float64Array([1e-9, 2])]], ["do", "want"]);
  assert.equal(text, 'policy,replication,week,do,want\r\n\'=1+1,0,0,0.1,\r\n"a,""b""",0,0,1e-9,2\r\n');
});
