// Pictures of what a class predicted: one dot per person, beside what came out; the same in words.

import { colour, html, svg } from "../base/elements.js";
import { t } from "../base/text.js";
import { policyTitle } from "../base/words.js";
import { counted } from "../lessons/guesses.js";
import { bin, max, min, scaleLinear } from "../vendor/d3.js";

const BINS = 24;
const WIDE = 44; // at most, in the page's own letter size, so that a projector shows it larger

function room(place) {
  const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { em, W: Math.max(15 * em, Math.min(WIDE * em, place.clientWidth - 2 * em)), edge: 0.6 * em };
}

const text = (x, y, size, fill, words, more = {}) => svg("text", { x, y, "font-size": size, fill, ...more }, words);

// How many chose each policy: a row of dots per answer. A lead that chance alone could explain is marked.
export function votes(one, policies, place) {
  const { em, W, edge } = room(place);
  const counts = policies.map((name) => one.guesses.filter((guess) => guess === name).length);
  const step = Math.min(1.1 * em, (W - 2 * edge) / Math.max(1, max(counts)));
  const [soft, accent] = ["--soft", "--accent"].map(colour);
  const rows = policies.map((name, n) => {
    const truth = name === one.truth;
    const dots = Array.from({ length: counts[n] }, (_, k) => svg("circle", { cx: step * (k + 0.5), cy: 0.55 * em, r: 0.42 * step, fill: truth ? accent : soft }));
    const row = svg("svg", { viewBox: `0 0 ${W - 2 * edge} ${1.1 * em}`, width: W - 2 * edge, height: 1.1 * em, "aria-hidden": "true" }, ...dots);
    return html("li", { class: truth ? "truth" : "" }, html("span", { class: "name" }, `${policyTitle(name)}: ${counts[n]}`), " ", truth ? html("span", { class: "ahead" }, t(one.draw ? "class.draw" : "class.ahead")) : "", row);
  });
  return html("ul", { class: "tally votes" }, ...rows);
}

// The guesses of a number: dots along a line.
export function dots(one, place) {
  const { em, W, edge } = room(place);
  const H = 8.4 * em;
  const base = H - 1.7 * em;
  const x = scaleLinear([one.low, one.high], [edge, W - edge]).clamp(true);
  const step = (one.high - one.low) / BINS;
  const bins = bin().domain([one.low, one.high]).thresholds(Array.from({ length: BINS - 1 }, (_, n) => one.low + step * (n + 1)))(one.guesses);
  const most = Math.max(1, max(bins, (guesses) => guesses.length));
  const size = Math.min(0.42 * em, (W - 2 * edge) / BINS / 2, (base - 1.6 * em) / 2 / most);
  const [ink, soft, accent] = ["--ink", "--soft", "--accent"].map(colour);
  const truth = one.truth === undefined ? "" : counted(one, one.truth);
  const said = t(truth ? "class.guessestruth" : "class.guesses", { n: one.guesses.length, low: counted(one, min(one.guesses)), high: counted(one, max(one.guesses)), truth });
  const parts = [
    svg("line", { x1: edge, x2: W - edge, y1: base, y2: base, stroke: soft }),
    text(edge, H - 0.5 * em, 0.85 * em, soft, counted(one, one.low)),
    text(W - edge, H - 0.5 * em, 0.85 * em, soft, counted(one, one.high), { "text-anchor": "end" }),
  ];
  if (truth) {
    const at = x(one.truth);
    const side = at < 6 * em ? "start" : at > W - 6 * em ? "end" : "middle";
    parts.push(
      svg("line", { x1: at, x2: at, y1: 1.3 * em, y2: base, stroke: accent, "stroke-width": 0.17 * em }),
      text(at, em, 0.95 * em, ink, t("class.cameto", { truth }), { "text-anchor": side, "font-weight": 700 }),
    );
  }
  bins.forEach((guesses, n) => {
    const cx = x(one.low + step * (n + 0.5));
    for (let k = 0; k < guesses.length; k++) parts.push(svg("circle", { cx, cy: base - size * (2 * k + 1) - 1, r: size * 0.9, fill: soft }));
  });
  const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "img", "aria-label": said, class: "dots" }, ...parts);
  return html("figure", { class: "tally" }, picture, html("figcaption", { class: "help" }, said));
}
