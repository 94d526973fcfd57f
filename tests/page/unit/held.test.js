import assert from "node:assert/strict";
import { test } from "node:test";

import { Held } from "../../../simalign/app/static/base/held.js";

test("the least recently used results are dropped, and the newest is kept", () => {
  const held = new Held(40);
  for (const key of ["a", "b"]) held.put(key, { series: [new Float64Array(2)], cost: 1 });
  assert.equal(held.bytes, 32);
  assert.equal(held.get("a").cost, 1);
  held.put("c", { bands: new Float32Array(4) });
  assert.deepEqual([...held.entries.keys()], ["a", "c"]);
  held.put("large", { bands: new Uint8Array(100) });
  assert.deepEqual([[...held.entries.keys()], held.bytes], [["large"], 100]);
  held.drop("large");
  held.drop("never");
  assert.deepEqual([held.get("large"), held.bytes], [undefined, 0]);
});
