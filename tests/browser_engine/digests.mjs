// Digests of runs in the compiled engine, as Simulation.digest computes them; used in Node and in browsers.

const DTYPES = { int8: "|i1", int32: "<i4", uint32: "<u4", int64: "<i8", float64: "<f8" };

function bytesOf(engine, run) {
  const state = engine.state(run);
  const parts = [new TextEncoder().encode(String(run.weeks))];
  for (const name of engine.manifest.digested) {
    const { kind, shape, values } = state[name];
    const lengths = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
    parts.push(new TextEncoder().encode(`${name} ${DTYPES[kind]} ${lengths}`));
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hex = async (bytes) => Array.from(
  new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0"),
).join("");

// The digests of state and series of each case {world, policy, seed, replication, weeks}. After the first half of the
// weeks a snapshot is restored, so that nothing outside it matters.
export async function digests({ Engine, scenarioArrays, policyArrays }, bytes, manifest, cases) {
  const engine = await Engine.of(bytes, manifest);
  const found = [];
  for (const { world, policy, seed, replication, weeks } of cases) {
    const plan = policyArrays(manifest, world, policy);
    let run = engine.begin(scenarioArrays(manifest, world), seed, replication);
    const half = Math.floor(weeks / 2);
    const first = engine.advance(run, plan, half);
    const snapshot = engine.snapshot(run);
    engine.begin(scenarioArrays(manifest, { ...world, size: 7 }), seed + 1, 0);
    run = engine.restore(snapshot);
    const second = engine.advance(run, plan, weeks - half);
    const series = new Float64Array([...first, ...second]);
    found.push([await hex(bytesOf(engine, run)), await hex(new Uint8Array(series.buffer))]);
  }
  return found;
}
