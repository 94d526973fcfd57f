// The decision: candidates and horizon in, words and one figure out.

import { policy } from "./address.js";
import { tell } from "./bench.js";
import { decisionFigure } from "./decision_figure.js";
import { html, option } from "./elements.js";
import { download } from "./taking.js";
import { asJson, post } from "./wire.js";
import { plain, several, years } from "./words.js";

const HORIZONS = [13, 26, 52, 104, 156];
const USUAL = ["push", "pull", "lead", "mission_command"];
const USUALLY = 104; // weeks
const MOST = 6;
const CONTEXTS = ["trust", "complexity", "turbulence"];
const PARTS = ["margins", "distance"];

export class Decide {
  constructor(state, bench, go) {
    Object.assign(this, { state, bench, go, word: null, asked: 0, found: null, flips: [], parts: {} });
    this.element = html("div", { class: "decide" });
  }

  // Nothing is decided while a file is being read.
  wait() {
    if (this.run) this.run.disabled = true;
  }

  // broken: whether files were brought that cannot be used
  organisation(word, people, broken = false) {
    Object.assign(this, { word, people, broken, found: null, flips: [], parts: {}, shown: null });
    this.asked++;
    this.offer(true);
  }

  // The form; policies that were changed side by side are candidates, too.
  offer(anew = false) {
    if (!this.bench.catalogue) return;
    if (this.form) this.sayWhere();
    if (this.form && !anew && this.changed() === this.offered) return;
    this.offered = this.changed();
    const known = this.bench.catalogue.policies.map((one) => ({ title: one.title, text: one.text, asked: { preset: one.name, name: one.name }, usual: USUAL.includes(one.name) }));
    const mine = JSON.parse(this.offered).map((one) => ({ title: one.name, text: "Yours, from side by side.", asked: one, usual: true }));
    this.boxes = [...mine, ...known.filter((one) => one.asked.name !== "status_quo")].map((one) => ({ ...one, box: html("input", { type: "checkbox", checked: this.wanted(one) }) }));
    this.known = new Set(this.boxes.map((one) => one.asked.name));
    const horizons = [...new Set([...HORIZONS, this.horizon])].filter((one) => one <= this.bench.catalogue.most.weeks).sort((a, b) => a - b);
    this.weeks = html("select", { id: "horizon" }, ...horizons.map((one) => option(one, years(one), this.horizon)));
    this.run = html("button", { type: "submit", class: "main", disabled: !this.word }, "What would be best?");
    this.form = html("form", {}, html("fieldset", { class: "candidates" }, html("legend", {}, "Which policies come into question?"), ...this.boxes.map((one) => html("label", {}, one.box, html("span", {}, html("b", {}, plain(one.title)), ` ${one.text}`)))), html("p", { class: "row" }, html("label", {}, "Horizon ", this.weeks), this.run));
    this.form.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.decide();
    });
    this.where = html("p", { class: "help" });
    this.sayWhere();
    const look = this.word ? html("p", { class: "row" }, html("button", { type: "button", onclick: () => this.sideBySide() }, "See it side by side")) : "";
    this.out = html("div", { "aria-live": "polite", id: "decision" });
    this.shown = null;
    this.title ??= html("input", { type: "text", id: "board-title", maxlength: 80, autocomplete: "off" });
    this.board = html("button", { type: "button", id: "board", disabled: !this.shown, onclick: () => this.report() }, "Report for a board");
    const board = html("p", { class: "row" }, html("label", {}, "Name or code name ", this.title), this.board);
    this.element.replaceChildren(html("h2", {}, "2. Which policy?"), this.where, look, this.form, board, this.out);
  }

  get horizon() {
    return this.state.horizon ?? USUALLY;
  }

  // As it was ticked before, or as the address has it; what is new since is ticked where that is usual.
  wanted({ asked, usual }) {
    const { candidates } = this.state;
    if (!candidates) return usual;
    return candidates.includes(asked.name) || (this.known?.has(asked.name) === false && usual);
  }

  chosen() {
    const { state } = this;
    state.horizon = Number(this.weeks.value);
    state.candidates = this.boxes.filter((one) => one.box.checked).map((one) => one.asked.name);
    this.bench.remember();
  }

  // Who is decided for, and in which setting.
  sayWhere() {
    const { state, bench } = this;
    const setting = bench.catalogue.scenarios.find((one) => one.name === state.scenario);
    const who = this.word ? `Your organisation of ${several(this.people, "person", "people")}.` : this.broken ? "The file cannot be used as it is: mend it first." : "No file has been read yet: choose one above.";
    this.setting = `Setting: ${setting?.title ?? plain(state.scenario)}.`;
    this.where.textContent = `${who} ${this.setting} ${setting?.text ?? ""} To carry on as now is always compared, too.`;
  }

  changed() {
    const { bench, state } = this;
    if (!bench.catalogue) return "[]";
    const titles = bench.titles();
    const own = state.policies.map((one, n) => ({ ...one, name: titles[n] })).filter((one) => Object.keys(one.levers).length || one.phases.length);
    return JSON.stringify(own);
  }

  sideBySide() {
    const policies = this.boxes.filter((one) => one.box.checked).slice(0, 2).map((one) => ({ ...policy(one.asked.preset), ...structuredClone(one.asked) }));
    this.go({ view: "compare", organisation: `own:${this.word}`, policies: [...policies, policy("status_quo")], week: 0, person: null });
  }

  body() {
    const { scenario, size, seed } = this.state;
    const place = this.word ? { organisation: `own:${this.word}` } : { size };
    return { scenario, seed, ...place, weeks: Number(this.weeks.value), policies: this.boxes.filter((one) => one.box.checked).map((one) => one.asked) };
  }

  async decide() {
    const mine = ++this.asked;
    const body = this.body();
    if (!body.policies.length || body.policies.length > MOST) return tell(`Please choose one to ${MOST} policies.`);
    this.run.disabled = this.board.disabled = true;
    this.shown = null;
    const [seconds, ticking] = this.waiting();
    this.out.replaceChildren(html("p", {}, html("span", { role: "status" }, "Running many ways that people may be; large organisations take a minute."), seconds));
    try {
      const found = await asJson("decide", body);
      if (mine !== this.asked) return undefined;
      tell(null);
      [this.found, this.flips, this.parts] = [found, [], {}];
      this.show("Now one context at a time: where would it flip?");
      for (const context of CONTEXTS) {
        const flip = await asJson("flip", { ...body, context });
        if (mine !== this.asked) return undefined;
        this.flips.push(flip);
        this.show("Further contexts are being run.");
      }
      for (const part of PARTS) {
        this.parts[part] = await asJson("part", { ...body, part });
        if (mine !== this.asked) return undefined;
        this.show(part === PARTS.at(-1) ? "" : "Margins are found; now any other organisation of this size.");
      }
      this.shown = body;
      this.board.disabled = false;
    } catch (error) {
      if (mine === this.asked) {
        tell(error.message);
        if (!this.found) this.out.replaceChildren();
      }
    } finally {
      clearInterval(ticking);
      this.run.disabled = !this.word;
    }
    return undefined;
  }

  // The report of the decision that is shown, as the command line writes it.
  async report() {
    this.board.disabled = true;
    try {
      const title = this.title.value.trim();
      download(await (await post("board", { ...this.shown, ...(title ? { title } : {}) })).blob(), "board.html");
      tell(null);
    } catch (error) {
      tell(error.message);
    } finally {
      this.board.disabled = !this.shown;
    }
  }

  // How long it has taken so far, and the clock that counts it.
  waiting() {
    const began = performance.now();
    const seconds = html("span", { class: "seconds", "aria-hidden": "true" });
    return [seconds, setInterval(() => { seconds.textContent = ` ${Math.round((performance.now() - began) / 1000)} s so far.`; }, 1000)];
  }

  dressed() {
    if (this.found) this.show(this.said ?? "");
  }

  show(said) {
    this.said = said;
    const { found, flips } = this;
    const [head, chance, horizon] = found.said;
    const { margins, distance } = this.parts;
    this.out.replaceChildren(
      html("h2", {}, "3. What comes out"),
      html("p", { class: "verdict" }, head), html("p", {}, chance), distance ? html("p", {}, distance.said.join(" ")) : "",
      html("figure", { id: "decision-figure" }, decisionFigure(found, flips, this.out.clientWidth), html("figcaption", { class: "help" }, "Dots: expected worth of the work, less time and pay, against carrying on as now. Bars: where nine in ten of the ways that people may be come out. Strips, where the leader changes: who would lead, by number where there is no room for a name; hatched where it is too close to call; the mark is your case.")),
      html("h3", {}, "Margins: what would change the answer"), html("ul", {}, html("li", {}, horizon), ...(margins?.said ?? []).map((one) => html("li", {}, one)), ...flips.map((one) => html("li", {}, one.said))),
      html("h3", {}, "Risks"), html("ul", {}, ...found.risks.map((one) => html("li", {}, one))),
      said ? html("p", { role: "status", class: "help" }, said) : "",
      html("h3", {}, "What it rests on"), html("ul", {}, ...found.rests.map((one) => html("li", {}, one))),
      html("p", { class: "help" }, `${this.setting} Worked out for ${found.draws} equally plausible sets of people and chance events, for each context ${flips[0]?.draws ?? "fewer"}. A model's answer: it says which reasons would have to hold, not what will happen.`),
    );
  }
}
