// The content of a page in one file (texts and engine inside), or null for a page that has a server.

const held = globalThis.document?.getElementById("saved");
export const saved = held ? JSON.parse(held.textContent ?? "") : null;

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

// The engine inside the file, as start in engine.js takes it; null where a server has its files.
export async function engineParts() {
  if (!saved) return null;
  const script = URL.createObjectURL(new Blob([saved.engine.worker], { type: "text/javascript" }));
  return {
    code: await inflated(saved.engine.code),
    manifest: JSON.parse(new TextDecoder().decode(await inflated(saved.engine.manifest))),
    worker: () => new Worker(script),
  };
}
