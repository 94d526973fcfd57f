// The organisation in one week: discs of what people do, rings of what they want, both larger the more of it serves their part of the strategy.

import { colour } from "./elements.js";

const LETTERED = 6.2; // pixels, radius of what is inside of disc and ring, from which on a letter can be read
const UNIT = 1.3; // radii of a seat for a whole week on the strategy: nobody comes that far, and neighbours may touch
const FULL = 255;
export const GONE = 255; // in place of a goal: the position was cut

export function palette(goals) {
  const own = (name) => colour(name);
  return {
    goals: goals.map((_, k) => own(`--goal-${k % 8}`)),
    letter: own("--letter"), ring: own("--ring"), halo: own("--ring-halo"),
    tie: own("--tie"), ink: own("--ink"), soft: own("--soft"), accent: own("--accent"), card: own("--card"),
  };
}

// A value of week (a fraction) between the whole weeks on each side of it.
function between(array, N, week, i) {
  const early = Math.floor(week);
  const part = week - early;
  const first = array[early * N + i];
  return (part ? first + part * (array[(early + 1) * N + i] - first) : first) / FULL;
}

// scene: {run, n, week, there (seats), colours, letters, chosen}
export function draw(pen, scene) {
  const { run, n, week, there, colours, chosen } = scene;
  const N = run.members.length;
  pen.lines(there.lines.map(([i, j]) => [...seat(there, i), ...seat(there, j)]), colours.tie, 0.8);
  for (const label of there.labels) pen.text(label.x, label.y, label.text, 12, colours.soft, "start", 600);
  const goals = run.arrays[`do_goal${n}`];
  const wants = run.arrays[`want_goal${n}`];
  const row = Math.round(week) * N;
  for (let i = 0; i < N; i++) {
    const [x, y] = seat(there, i);
    if (goals[row + i] === GONE) pen.text(x, y, "×", 12, colours.soft);
    else {
      const disc = UNIT * there.radius * between(run.arrays[`do${n}`], N, week, i);
      const ring = UNIT * there.radius * between(run.arrays[`want${n}`], N, week, i);
      person(pen, scene, { x, y, disc, ring, goal: goals[row + i], want: wants[row + i] });
    }
    if (i === chosen) pen.circle(x, y, there.radius + 3, null, colours.accent, 3);
  }
}

function person(pen, { there, colours, letters }, { x, y, disc, ring, goal, want }) {
  const width = Math.max(1, Math.min(2.6, 0.15 * there.radius));
  pen.circle(x, y, disc, colours.goals[goal]);
  if (ring < disc + width) pen.circle(x, y, Math.max(1, ring), null, colours.halo, width + 1.2);
  pen.circle(x, y, Math.max(1, ring), null, goal === want ? colours.ring : colours.goals[want], width, goal === want ? [] : broken(ring));
  const room = Math.min(disc, ring - width);
  if (room >= LETTERED) pen.text(x, y + 0.5, letters[goal], Math.round(Math.min(15, 1.35 * room)), colours.letter, "middle", 700);
}

// A ring in four pieces: they would rather work on another goal.
const broken = (radius) => [0.72, 0.28].map((part) => (part * Math.PI * Math.max(1, radius)) / 2);

const seat = (there, i) => [there.xy[2 * i], there.xy[2 * i + 1]];
