// The content of a saved page (runs and texts inside the file), or null for a page that has a server.

const held = globalThis.document?.getElementById("saved");
export const saved = held ? JSON.parse(held.textContent ?? "") : null;
