// The engine of games: two workers, which share the replications of a request.

const HOME = import.meta.url;
const WORKERS = 2;

async function fetched(name, read) {
  const answer = await fetch(new URL(name, HOME));
  if (!answer.ok) throw new Error(`${name} is missing (${answer.status})`);
  return read(answer);
}

const json = (name) => fetched(name, (answer) => answer.json());

// The data of the game and its workers, loaded once.
export async function table() {
  const [module, manifest, deck, world] = await Promise.all([
    fetched("../engine.wasm", async (answer) => WebAssembly.compile(await answer.arrayBuffer())),
    json("../engine.json"), json("./deck.json"), json("./world.json"),
  ]);
  return { module, manifest, deck, world, players: new Players(module, manifest) };
}

export class Players {
  // workers: how many share the replications of a request.
  constructor(module, manifest, workers = WORKERS) {
    this.waiting = new Map();
    this.last = 0;
    this.workers = Array.from({ length: workers }, () => {
      const worker = new Worker(new URL("./worker.js", HOME), { type: "module" });
      worker.onmessage = ({ data }) => this.#answer(data);
      worker.onerror = (event) => {
        for (const { reject } of this.waiting.values()) reject(new Error(event.message ?? "the worker stopped"));
        this.waiting.clear();
      };
      worker.postMessage({ module, manifest });
      return worker;
    });
  }

  #answer({ id, error, result }) {
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  }

  #send(n, request) {
    return new Promise((resolve, reject) => {
      this.last += 1;
      this.waiting.set(this.last, { resolve, reject });
      this.workers[n].postMessage({ id: this.last, request });
    });
  }

  // As Player.play in worker.js, by policy and replication; replications are shared among the workers, each of which
  // keeps the warm-ups of its own.
  async play(request) {
    const shares = this.workers.map((_, n) => request.replications.filter((r) => r % this.workers.length === n));
    const results = await Promise.all(shares.map((replications, n) => (replications.length ? this.#send(n, { ...request, replications }) : null)));
    const found = (p, r) => {
      const n = r % this.workers.length;
      return results[n][p][shares[n].indexOf(r)];
    };
    return request.policies.map((_, p) => request.replications.map((r) => found(p, r)));
  }
}
