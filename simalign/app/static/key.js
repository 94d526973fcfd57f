// What the picture means: disc and ring, and a colour and a letter for each goal.

import { byId, colour, html, svg } from "./elements.js";
import { letters, percent } from "./words.js";

// Which goals there are, and how much of each the strategy asks for this week.
export function showGoals(run, week) {
  const K = run.goals.length;
  const strategy = run.arrays.strategy0.subarray(week * K, (week + 1) * K);
  const key = `${week} ${[...strategy].map((share) => share.toFixed(2))} ${document.documentElement.dataset.theme}`;
  if (byId("goals-key").dataset.key === key) return;
  byId("goals-key").dataset.key = key;
  const own = letters(run.goals);
  const chips = run.goals.map(({ name, external }, k) => {
    const mark = html("i", {}, own[k]);
    mark.style.background = colour(`--goal-${k % 8}`);
    const share = strategy[k] > 0.005 ? ` ${percent(strategy[k])} of the strategy` : external ? "" : ", private";
    return html("span", { class: `chip${strategy[k] > 0.005 ? "" : " off"}` }, mark, html("span", {}, name, share));
  });
  byId("goals-key").replaceChildren("Colour: the goal most of the week goes to; a broken ring: they would rather work on another, that of its colour. ", ...chips);
}

// The little picture that explains disc and ring.
export function keyPicture() {
  const [disc, other, ring, halo] = ["--goal-0", "--goal-2", "--ring", "--ring-halo"].map(colour);
  const one = (x, size, want, fill) => [svg("circle", { cx: x, cy: 18, r: size, fill }), svg("circle", { cx: x, cy: 18, r: want, fill: "none", stroke: halo, "stroke-width": 4 }), svg("circle", { cx: x, cy: 18, r: want, fill: "none", stroke: ring, "stroke-width": 2.4 })];
  byId("key-picture").replaceChildren(...one(18, 16, 8, disc), ...one(58, 12, 12, disc), ...one(98, 7, 15, other));
}

// Light or dark, as the system has it or the button says.
export function dress(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(dark));
  keyPicture();
}
