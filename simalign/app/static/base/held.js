// Results that are kept for further requests, up to a number of bytes; the least recently used are dropped first.

const sizeOf = (value) => (ArrayBuffer.isView(value) ? value.byteLength : Array.isArray(value) ? value.reduce((sum, one) => sum + sizeOf(one), 0) : 0);

export class Held {
  constructor(capacity) {
    this.capacity = capacity;
    this.bytes = 0;
    this.entries = new Map();
  }

  // The result under a key, or undefined; it is then the most recently used.
  get(key) {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.result;
  }

  // Keeps a result, an object whose arrays are counted, even one that is larger than all that may be kept.
  put(key, result) {
    this.drop(key);
    const size = Object.values(result).reduce((sum, value) => sum + sizeOf(value), 0);
    this.entries.set(key, { result, size });
    this.bytes += size;
    for (const oldest of [...this.entries.keys()]) {
      if (this.bytes <= this.capacity || oldest === key) break;
      this.drop(oldest);
    }
  }

  drop(key) {
    this.bytes -= this.entries.get(key)?.size ?? 0;
    this.entries.delete(key);
  }
}
