// Where everybody stands, in a box of so many pixels: around the head, or in a block for each department.

const LABEL = 16; // pixels for a department's name
const LETTER = 7.2; // pixels a letter of it takes
const MOST = 22; // pixels, the largest person
const EDGE = 6; // pixels, room for discs that outgrow their seat

export function seats(run, arrange, width, height) {
  return arrange === "tree" ? tree(run, width, height) : blocks(run, width, height);
}

function tree(run, width, height) {
  const { places } = run.arrays;
  const N = run.members.length;
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (let i = 0; i < N; i++) {
    [left, right] = [Math.min(left, places[2 * i]), Math.max(right, places[2 * i])];
    [top, bottom] = [Math.min(top, places[2 * i + 1]), Math.max(bottom, places[2 * i + 1])];
  }
  const edge = 12;
  const scale = Math.min((width - 2 * edge) / (right - left || 1), (height - 2 * edge) / (bottom - top || 1));
  const xy = new Float32Array(2 * N);
  for (let i = 0; i < N; i++) {
    xy[2 * i] = width / 2 + scale * (places[2 * i] - (left + right) / 2);
    xy[2 * i + 1] = height / 2 + scale * (places[2 * i + 1] - (top + bottom) / 2);
  }
  const radius = Math.max(2.5, Math.min(MOST, 0.47 * nearest(xy, N)));
  const lines = run.members.map((one, i) => [i, one.manager]).filter(([i, j]) => i !== j);
  return { xy, radius, lines, labels: [] };
}

// A distance to the nearest neighbour that nine in ten people have at least.
function nearest(xy, N) {
  const found = [];
  for (let i = 0; i < N; i++) {
    let least = Infinity;
    for (let j = 0; j < N; j++) {
      if (i !== j) least = Math.min(least, (xy[2 * i] - xy[2 * j]) ** 2 + (xy[2 * i + 1] - xy[2 * j + 1]) ** 2);
    }
    found.push(Math.sqrt(least));
  }
  return found.sort((a, b) => a - b)[Math.floor(N / 10)] || 2 * MOST;
}

// Departments with people, each in the order of the tree: who leads first.
function teams(run) {
  const found = new Map();
  run.members.forEach((one, i) => found.set(one.department, [...(found.get(one.department) ?? []), i]));
  for (const own of found.values()) own.sort((a, b) => run.members[a].depth - run.members[b].depth || a - b);
  return [...found.entries()].sort((a, b) => Math.min(...a[1]) - Math.min(...b[1]) || a[0] - b[0]);
}

function blocks(run, width, height) {
  const own = teams(run);
  let best = null;
  for (let columns = 1; columns <= Math.min(3, own.length); columns++) {
    const laid = inColumns(own, columns, width - 2 * EDGE, height - EDGE);
    if (!best || laid.cell > best.cell) best = laid;
  }
  const xy = new Float32Array(2 * run.members.length);
  const labels = [];
  for (const { department, x, y, across, people } of best.placed) {
    const text = run.departments[department];
    const fits = Math.max(4, Math.floor(best.wide / LETTER));
    labels.push({ x: x + EDGE, y: y + LABEL / 2, text: text.length > fits ? `${text.slice(0, fits - 1)}…` : text });
    people.forEach((i, n) => {
      xy[2 * i] = EDGE + x + best.cell * (0.5 + (n % across));
      xy[2 * i + 1] = y + LABEL + best.cell * (0.5 + Math.floor(n / across));
    });
  }
  return { xy, radius: Math.min(MOST, 0.47 * best.cell), lines: [], labels };
}

// The largest cell with which all departments fit, each in the column that has most room left.
function inColumns(own, columns, width, height) {
  const gap = 10;
  const wide = (width - gap * (columns - 1)) / columns;
  for (let cell = 2 * MOST; cell > 2; cell -= 0.5) {
    const across = Math.max(1, Math.floor(wide / cell));
    const filled = Array(columns).fill(0);
    const placed = own.map(([department, people]) => {
      const column = filled.indexOf(Math.min(...filled));
      const y = filled[column];
      filled[column] += LABEL + cell * Math.ceil(people.length / across) + gap / 2;
      return { department, people, across, x: column * (wide + gap), y };
    });
    if (Math.max(...filled) <= height) return { cell, placed, wide };
  }
  return { cell: 2, wide, placed: own.map(([department, people], n) => ({ department, people, across: Math.floor(width / 2), x: 0, y: n * 20 })) };
}

// Who is under a point, or null.
export function at(there, x, y) {
  let [found, least] = [null, (there.radius + 16) ** 2];
  for (let i = 0; i < there.xy.length / 2; i++) {
    const far = (there.xy[2 * i] - x) ** 2 + (there.xy[2 * i + 1] - y) ** 2;
    if (far < least) [found, least] = [i, far];
  }
  return found;
}

// The nearest person from i in the direction of an arrow key.
export function beside(there, i, dx, dy) {
  let [found, least] = [i, Infinity];
  for (let j = 0; j < there.xy.length / 2; j++) {
    const [x, y] = [there.xy[2 * j] - there.xy[2 * i], there.xy[2 * j + 1] - there.xy[2 * i + 1]];
    const [along, off] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    if (along > 1 && along + 2.5 * off < least) [found, least] = [j, along + 2.5 * off];
  }
  return found;
}
