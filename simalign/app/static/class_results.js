// What a class predicted in a lesson, beside what came out: counts only, nobody's name.

import { tell } from "./bench.js";
import { colour, html, svg } from "./elements.js";
import { counted } from "./guesses.js";
import { asJson } from "./wire.js";
import { plain, several } from "./words.js";

const [AGAIN, BINS] = [3000, 24];

export class ClassResults {
  constructor(lessons) {
    this.lessons = lessons;
    this.timer = 0;
  }

  async show(lesson, more = {}) {
    clearTimeout(this.timer);
    let found;
    try {
      found = await asJson("results", { lesson: lesson.name, ...more });
    } catch (error) {
      tell(error.message);
      return;
    }
    const { state, place } = this.lessons;
    const here = () => state.view === "lessons" && state.results && state.lesson === lesson.name;
    if (!here()) return;
    const text = JSON.stringify(found) + document.documentElement.dataset.theme;
    if (text !== place.dataset.results || !place.querySelector(".results")) this.fill(lesson, found);
    place.dataset.results = text;
    this.timer = setTimeout(() => here() && !document.hidden && this.show(lesson), AGAIN);
  }

  fill(lesson, found) {
    const { lessons } = this;
    const clear = html("button", { type: "button", onclick: () => this.show(lesson, { clear: true }) }, "Begin anew");
    const said = found.people ? `${several(found.people, "prediction")} so far.` : "Nobody has predicted yet.";
    const parts = found.questions.map((one, n) => html("section", { class: "asked" }, html("h3", {}, one.ask), one.kind === "leader" ? this.votes(one, found.policies) : this.dots({ ...one, ...lesson.predict[n] })));
    lessons.place.replaceChildren(
      ...lessons.head(lesson),
      html("div", { class: "results" }, html("p", { role: "status" }, `${said} Without names; forgotten when the program stops.`), ...parts,
        html("p", { class: "row" }, lessons.link(lesson, "To the lesson"), found.host ? clear : "")),
    );
  }

  votes(one, policies) {
    const most = Math.max(1, ...policies.map((name) => one.guesses.filter((guess) => guess === name).length));
    const rows = policies.map((name) => {
      const count = one.guesses.filter((guess) => guess === name).length;
      const bar = html("meter", { min: 0, max: most, value: count, "aria-label": several(count, "vote") });
      return html("tr", { class: name === one.truth ? "truth" : "" }, html("th", { scope: "row" }, plain(name)), html("td", {}, bar), html("td", { class: "count" }, String(count)), html("td", {}, name === one.truth ? "came out ahead" : ""));
    });
    return html("table", { class: "votes" }, ...rows);
  }

  dots(one) {
    const W = Math.max(280, Math.min(700, this.lessons.place.clientWidth - 20));
    const x = (value) => 16 + ((W - 32) * (value - one.low)) / (one.high - one.low);
    const bins = Array(BINS).fill(0);
    for (const guess of one.guesses) bins[Math.min(BINS - 1, Math.floor((BINS * (guess - one.low)) / (one.high - one.low)))]++;
    const tall = Math.max(1, ...bins);
    const size = Math.min(6, 70 / tall);
    const H = 130;
    const said = `${several(one.guesses.length, "guess", "guesses")} from ${counted(one, Math.min(...one.guesses))} to ${counted(one, Math.max(...one.guesses))}; it came to ${counted(one, one.truth)}.`;
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "img", "aria-label": said, class: "dots" });
    const [ink, soft, accent] = ["--ink", "--soft", "--accent"].map(colour);
    const truth = Math.min(W - 16, Math.max(16, x(one.truth)));
    picture.append(
      svg("line", { x1: 16, x2: W - 16, y1: H - 24, y2: H - 24, stroke: soft }),
      svg("line", { x1: truth, x2: truth, y1: 20, y2: H - 24, stroke: accent, "stroke-width": 2.5 }),
      svg("text", { x: truth, y: 14, "text-anchor": truth < 90 ? "start" : truth > W - 90 ? "end" : "middle", "font-size": 13, fill: ink, "font-weight": 700 }, `came to ${counted(one, one.truth)}`),
      svg("text", { x: 16, y: H - 7, "font-size": 12, fill: soft }, counted(one, one.low)),
      svg("text", { x: W - 16, y: H - 7, "font-size": 12, fill: soft, "text-anchor": "end" }, counted(one, one.high)),
    );
    bins.forEach((count, bin) => {
      const at = 16 + ((W - 32) * (bin + 0.5)) / BINS;
      for (let n = 0; n < count; n++) picture.append(svg("circle", { cx: at, cy: H - 24 - size * (2 * n + 1) - 1, r: size * 0.9, fill: soft }));
    });
    return html("figure", {}, picture, html("figcaption", { class: "help" }, said));
  }
}
