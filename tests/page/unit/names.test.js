import assert from "node:assert/strict";
import { test } from "node:test";

import { personName } from "../../../simalign/app/static/base/names.js";

test("no two people of an organisation have the same name", () => {
  for (const seed of [0, 1, 2 ** 53 - 1]) {
    const names = Array.from({ length: 5000 }, (_, i) => personName(i, seed));
    assert.equal(new Set(names).size, names.length);
  }
  assert.notEqual(personName(0, 1), personName(0, 2));
});
