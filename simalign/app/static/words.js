// Numbers and names as people say them.

export const percent = (x) => `${Math.round(100 * x)}%`;
export const points = (x) => {
  const n = Math.round(100 * x);
  return n === 0 ? "±0" : n > 0 ? `+${n}` : `−${-n}`;
};
export const plain = (name) => name.replaceAll("_", " ");
export const several = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
export const list = (parts) => parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
export const years = (weeks) => weeks % 52 ? several(weeks, "week") : several(weeks / 52, "year");

// A letter for each goal, none twice.
export function letters(goals) {
  const taken = new Set();
  return goals.map(({ name }) => {
    const letter = [...name.toUpperCase(), ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((one) => /[A-Z]/.test(one) && !taken.has(one)) ?? "?";
    taken.add(letter);
    return letter;
  });
}
