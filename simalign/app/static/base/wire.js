// To the server and back; in a saved page, from the page itself. Blocks are those of payload.py.

import { saved } from "./saved.js";
import { t } from "./text.js";

const KINDS = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };

export class Refused extends Error {
  constructor(problems) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

export function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  for (const [name, { kind, shape, at }] of Object.entries(header.arrays)) {
    arrays[name] = new KINDS[kind](buffer, 8 + length + at, shape.reduce((a, b) => a * b, 1));
  }
  return { ...header, arrays };
}

async function fetched(name, given) {
  let answer;
  try {
    answer = await fetch(`api/${name}`, given);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused([t("problem.away")]);
  }
  if (answer.ok) return answer;
  const { problems } = await answer.json().catch(() => ({}));
  throw new Refused(problems ?? [t("problem.answer", { status: `${answer.status} ${answer.statusText}` })]);
}

export const post = (name, body, signal) => fetched(name, {
  method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, signal,
});

export const get = async (name) => (await fetched(name)).json();

export async function block(name, body, signal) {
  if (saved) {
    if (!saved.parts[name]) throw new Refused([t("problem.saved")]);
    const bytes = Uint8Array.from(atob(saved.parts[name]), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return unpacked(await new Response(stream).arrayBuffer());
  }
  return unpacked(await (await post(name, body, signal)).arrayBuffer());
}

// A fresh run with the arrays, which were left out, of policies that the run before has.
export function merged(fresh, before) {
  fresh.policies.forEach((one, n) => {
    if (`bands${n}` in fresh.arrays) return;
    const m = before.policies.findIndex((old) => old.mark === one.mark);
    for (const [name, array] of Object.entries(before.arrays)) {
      const [, kind, index] = /^([a-z_]+)(\d+)$/.exec(name) ?? [];
      if (Number(index) === m && kind) fresh.arrays[`${kind}${n}`] = array;
    }
  });
  return fresh;
}

// Answers in JSON.
export const asJson = async (name, body) => (await post(name, body)).json();

export const catalogue = async () => saved?.texts.catalogue ?? get("catalogue");

// Waits until the engine is ready, and reports progress meanwhile.
export async function untilReady(report) {
  while (!saved) {
    const state = await get("ready");
    if (state.problem) throw new Refused([state.problem]);
    if (state.ready) return;
    report(t(state.first ? "status.compiling" : "status.starting", { seconds: Math.round(state.seconds) }));
    await new Promise((go) => setTimeout(go, 150));
  }
}
