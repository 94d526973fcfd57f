// Pictures of what a class predicted: a dot a person, beside what came out; the same in words.

import { colour, html, svg } from "./elements.js";
import { counted } from "./guesses.js";
import { plain, several } from "./words.js";

const BINS = 24;
const WIDE = 44; // at most, in the page's own letter size, so that a projector shows it larger

function room(place) {
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { em, W: Math.max(15 * em, Math.min(WIDE * em, place.clientWidth - 2 * em)), edge: 0.6 * em };
}

const text = (x, y, size, fill, words, more = {}) => svg("text", { x, y, "font-size": size, fill, ...more }, words);

// Who was said to lead: a row of dots an answer. A lead that chance alone could explain is marked.
export function votes(one, policies, place) {
  const { em, W, edge } = room(place);
  const counts = policies.map((name) => one.guesses.filter((guess) => guess === name).length);
  const step = Math.min(1.1 * em, (W - 2 * edge) / Math.max(1, ...counts));
  const [soft, accent] = ["--soft", "--accent"].map(colour);
  const ahead = one.draw ? "≈ ahead, but this may be chance" : "✓ came out ahead";
  const rows = policies.map((name, n) => {
    const truth = name === one.truth;
    const dots = Array.from({ length: counts[n] }, (_, k) => svg("circle", { cx: step * (k + 0.5), cy: 0.55 * em, r: 0.42 * step, fill: truth ? accent : soft }));
    const row = svg("svg", { viewBox: `0 0 ${W - 2 * edge} ${1.1 * em}`, width: W - 2 * edge, height: 1.1 * em, "aria-hidden": "true" }, ...dots);
    return html("li", { class: truth ? "truth" : "" }, html("span", { class: "name" }, `${plain(name)}: ${counts[n]}`), " ", truth ? html("span", { class: "ahead" }, ahead) : "", row);
  });
  return html("ul", { class: "tally votes" }, ...rows);
}

// How high they said it would be: dots along a line.
export function dots(one, place) {
  const { em, W, edge } = room(place);
  const H = 8.4 * em;
  const base = H - 1.7 * em;
  const x = (value) => edge + ((W - 2 * edge) * (value - one.low)) / (one.high - one.low);
  const bins = Array(BINS).fill(0);
  for (const guess of one.guesses) bins[Math.min(BINS - 1, Math.floor((BINS * (guess - one.low)) / (one.high - one.low)))]++;
  const size = Math.min(0.42 * em, (W - 2 * edge) / BINS / 2, (base - 1.6 * em) / 2 / Math.max(1, ...bins));
  const [ink, soft, accent] = ["--ink", "--soft", "--accent"].map(colour);
  const said = `${several(one.guesses.length, "guess", "guesses")} from ${counted(one, Math.min(...one.guesses))} to ${counted(one, Math.max(...one.guesses))}${one.truth === undefined ? "" : `; it came to ${counted(one, one.truth)}`}.`;
  const parts = [
    svg("line", { x1: edge, x2: W - edge, y1: base, y2: base, stroke: soft }),
    text(edge, H - 0.5 * em, 0.85 * em, soft, counted(one, one.low)),
    text(W - edge, H - 0.5 * em, 0.85 * em, soft, counted(one, one.high), { "text-anchor": "end" }),
  ];
  if (one.truth !== undefined) {
    const truth = Math.min(W - edge, Math.max(edge, x(one.truth)));
    const side = truth < 6 * em ? "start" : truth > W - 6 * em ? "end" : "middle";
    parts.push(
      svg("line", { x1: truth, x2: truth, y1: 1.3 * em, y2: base, stroke: accent, "stroke-width": 0.17 * em }),
      text(truth, em, 0.95 * em, ink, `came to ${counted(one, one.truth)}`, { "text-anchor": side, "font-weight": 700 }),
    );
  }
  bins.forEach((count, bin) => {
    const cx = edge + ((W - 2 * edge) * (bin + 0.5)) / BINS;
    for (let n = 0; n < count; n++) parts.push(svg("circle", { cx, cy: base - size * (2 * n + 1) - 1, r: size * 0.9, fill: soft }));
  });
  const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "img", "aria-label": said, class: "dots" }, ...parts);
  return html("figure", { class: "tally" }, picture, html("figcaption", { class: "help" }, said));
}
