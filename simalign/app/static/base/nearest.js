// Names that are allowed in place of one that is not known, the most alike first.

const MOST = 6;

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

export function nearest(name, known) {
  const sorted = [...known].sort((a, b) => distance(name, a) - distance(name, b));
  return `${sorted.slice(0, MOST).join(", ")}${sorted.length > MOST ? ", …" : ""}`;
}
