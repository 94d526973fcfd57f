// The people in one week: what each wants (across) against what they do (up). On the diagonal they do what they want.

import { colour } from "../base/elements.js";
import { RANKS, between, rankTrace, ranksOf } from "../base/run.js";
import { t } from "../base/text.js";
import { percent } from "../base/words.js";
import { scaleLinear } from "../vendor/d3.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [4.5, 1.7, 0.7, 3]; // letters around the square of the data
const [TRAIL, MOST_TRAILS] = [8, 400]; // weeks of a trail, and people up to which all have one
const DENSE = 0.5; // opacity of marks where there are many
const SHAPES = ["circle", "triangle"];
const RARE = 0.001; // of all people and weeks at each end, who are drawn on the edge

export function palette() {
  const one = (name) => colour(`--${name}`);
  return { ranks: RANKS.map((rank) => one(`rank-${rank}`)), ink: one("ink"), soft: one("soft"), grid: one("grid"), card: one("card"), accent: one("accent"), above: one("above") };
}

const remembered = new WeakMap();

// The shares between which nearly everybody wants and does under all policies in all weeks, in whole tenths.
export function ends(run) {
  if (!remembered.has(run)) {
    const counts = new Uint32Array(256);
    let all = 0;
    for (let n = 0; n < run.policies.length; n++) {
      for (const name of ["want", "do"]) {
        const bytes = run.arrays[`${name}${n}`];
        for (let i = 0; i < bytes.length; i++) counts[bytes[i]]++;
        all += bytes.length;
      }
    }
    const byte = (order) => {
      let seen = 0;
      return order.find((value) => (seen += counts[value]) > RARE * all) ?? 0;
    };
    const upwards = [...counts.keys()];
    remembered.set(run, [Math.floor(byte(upwards) / 25.5 + 1e-9) / 10, Math.ceil(byte(upwards.reverse()) / 25.5 - 1e-9) / 10]);
  }
  return remembered.get(run);
}

// Where shares lie on a paper of so many pixels, and how large a mark is.
export function layout(run, width, height) {
  const domain = ends(run);
  const letter = Math.min(17, Math.max(12, width / 55));
  const x = scaleLinear(domain, [LEFT * letter, width - RIGHT * letter]).clamp(true);
  const y = scaleLinear(domain, [height - BOTTOM * letter, TOP * letter]).clamp(true);
  const room = (width * height) / run.members.length;
  const radius = Math.min(7, Math.max(1.4, 0.13 * Math.sqrt(room)));
  const ranks = RANKS.map((_, rank) => run.members.flatMap((one, i) => (one.front === (rank === 0) ? [i] : [])));
  return { width, height, x, y, radius, ranks, letter, ticks: x.ticks(Math.max(2, Math.min(6, width / 60))) };
}

// Pixels of everybody in a week; ``into`` is an array to fill.
export function positions({ run, n, week, paper }, into = new Float32Array(2 * run.members.length)) {
  const N = run.members.length;
  const [want, done] = [run.arrays[`want${n}`], run.arrays[`do${n}`]];
  for (let i = 0; i < N; i++) {
    into[2 * i] = paper.x(between(want, N, week, i));
    into[2 * i + 1] = paper.y(between(done, N, week, i));
  }
  return into;
}

// scene: {run, n, week, paper (layout), colours (palette), xy (positions), chosen, department}
export function draw(pen, scene) {
  const { run, paper, colours, xy, department } = scene;
  axes(pen, paper, colours);
  if (run.members.length <= MOST_TRAILS && scene.week > 0) trails(pen, scene);
  const rim = run.members.length <= MOST_TRAILS ? colours.card : "";
  for (const [rank, members] of paper.ranks.entries()) {
    const inside = department === null ? members : members.filter((i) => run.members[i].department === department);
    const outside = department === null ? [] : members.filter((i) => run.members[i].department !== department);
    pen.marks(SHAPES[rank], xy, outside, paper.radius, colours.ranks[rank], { alpha: 0.15 });
    pen.marks(SHAPES[rank], xy, inside, paper.radius, colours.ranks[rank], { alpha: rim ? 0.85 : DENSE, rim });
  }
  for (const rank of ranksOf(run)) gap(pen, scene, rank);
  if (scene.chosen !== null) person(pen, scene);
}

function axes(pen, { width, height, x, y, ticks, letter }, { grid, soft, ink, above }) {
  const [low, high] = x.domain();
  const [left, right, bottom, top] = [x(low), x(high), y(low), y(high)];
  pen.area([[left, bottom], [right, top], [left, top]], above, 1);
  pen.lines(ticks.flatMap((tick) => [x(tick), bottom, x(tick), top]), grid, 1);
  pen.lines(ticks.flatMap((tick) => [left, y(tick), right, y(tick)]), grid, 1);
  pen.lines([left, bottom, right, top], soft, 1.5);
  for (const tick of ticks) {
    pen.text(x(tick), bottom + letter, percent(tick), letter, soft);
    pen.text(left - 6, y(tick), percent(tick), letter, soft, { anchor: "end" });
  }
  pen.text((left + right) / 2, height - 0.6 * letter, t("picture.wants"), letter, ink, { weight: 600 });
  pen.text(0.75 * letter, (top + bottom) / 2, t("picture.does"), letter, ink, { weight: 600, turned: true });
  if (width > 250) pen.text(left + 8, top + 11, t("picture.above"), letter, soft, { anchor: "start" });
}

// Where everybody came from in the last weeks.
function trails(pen, { run, n, week, paper, colours, xy, department }) {
  const N = run.members.length;
  const [want, done] = [run.arrays[`want${n}`], run.arrays[`do${n}`]];
  const first = Math.max(0, Math.ceil(week) - TRAIL);
  paper.ranks.forEach((members, rank) => {
    const ends = [];
    for (const i of members) {
      if (department !== null && run.members[i].department !== department) continue;
      let [x, y] = [paper.x(want[first * N + i] / 255), paper.y(done[first * N + i] / 255)];
      for (let w = first + 1; w < week; w++) {
        const [nextX, nextY] = [paper.x(want[w * N + i] / 255), paper.y(done[w * N + i] / 255)];
        ends.push(x, y, nextX, nextY);
        [x, y] = [nextX, nextY];
      }
      if (xy[2 * i] === xy[2 * i]) ends.push(x, y, xy[2 * i], xy[2 * i + 1]);
    }
    pen.lines(ends, colours.ranks[rank], 1, { alpha: 0.28 });
  });
}

// How far a rank does more than it wants: from the diagonal up (or down) to the mean over replications.
function gap(pen, { run, n, week, paper, colours }, rank) {
  const whole = Math.round(week);
  const [wants, does] = [0, 1].map((what) => rankTrace(run, n, rank, what)[whole]);
  const [x, from, to] = [paper.x(wants), paper.y(wants), paper.y(does)];
  const bracket = [x, from, x, to, x - 6, to, x + 6, to, x - 6, from, x + 6, from];
  pen.lines(bracket, colours.card, 6);
  pen.lines(bracket, colours.ranks[rank], 2.6);
}

// The chosen person: a ring, and their way since the start.
function person(pen, { run, n, week, paper, colours, xy, chosen }) {
  const N = run.members.length;
  const [want, done] = [run.arrays[`want${n}`], run.arrays[`do${n}`]];
  if (xy[2 * chosen] !== xy[2 * chosen]) return;
  const ends = [];
  for (let w = 1; w <= week; w++) ends.push(...[w - 1, w].flatMap((at) => [paper.x(want[at * N + chosen] / 255), paper.y(done[at * N + chosen] / 255)]));
  pen.lines(ends, colours.accent, 1.4, { alpha: 0.7 });
  pen.ring(xy[2 * chosen], xy[2 * chosen + 1], paper.radius + 4, colours.accent, 3);
}

// Who is within reach of a point, or null.
export function at(xy, x, y, reach = 18) {
  let [nearest, least] = [null, reach ** 2];
  for (let i = 0; i < xy.length / 2; i++) {
    const far = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
    if (far < least) [nearest, least] = [i, far];
  }
  return nearest;
}

// The nearest person from i in the direction of an arrow key.
export function beside(xy, i, dx, dy) {
  let [nearest, least] = [i, Infinity];
  for (let j = 0; j < xy.length / 2; j++) {
    const [x, y] = [xy[2 * j] - xy[2 * i], xy[2 * j + 1] - xy[2 * i + 1]];
    const [along, off] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    if (along > 0.5 && along + 2.5 * off < least) [nearest, least] = [j, along + 2.5 * off];
  }
  return nearest;
}
