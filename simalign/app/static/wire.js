// To the server and back; in a saved page, from the page itself. Blocks are those of payload.py.

const KINDS = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };
const held = document.getElementById("saved");
export const saved = held ? JSON.parse(held.textContent) : null;

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
    throw new Refused(["The program does not answer. Is simalign app still running?"]);
  }
  if (answer.ok) return answer;
  const { problems } = await answer.json().catch(() => ({}));
  throw new Refused(problems ?? [`The program could not answer (${answer.status} ${answer.statusText}). Reload the page to try again.`]);
}

export const post = (name, body, signal) => fetched(name, {
  method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, signal,
});

export const get = async (name) => (await fetched(name)).json();

export async function block(name, body, signal) {
  if (saved) {
    if (!saved.parts[name]) throw new Refused(["This saved page does not have that; start simalign app for it."]);
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
      const [, kind, place] = /^([a-z_]+)(\d+)$/.exec(name) ?? [];
      if (Number(place) === m && kind) fresh.arrays[`${kind}${n}`] = array;
    }
  });
  return fresh;
}

// Answers in JSON.
export const asJson = async (name, body) => (await post(name, body)).json();

export const catalogue = async () => saved?.texts.catalogue ?? get("catalogue");

// Waits until the engine is ready; tells how it is going meanwhile.
export async function untilReady(tell) {
  while (!saved) {
    const state = await get("ready");
    if (state.problem) throw new Refused([state.problem]);
    if (state.ready) return;
    const why = state.first ? "the first start on this machine compiles the model, one to two minutes" : "a few seconds";
    tell(`The engine is getting ready: ${why}. ${Math.round(state.seconds)} s so far.`);
    await new Promise((go) => setTimeout(go, 150));
  }
}
