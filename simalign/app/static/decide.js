// The decision: candidates and horizon in, words and one figure out.

import { policy } from "./address.js";
import { tell } from "./bench.js";
import { decisionFigure } from "./decision_figure.js";
import { html, option } from "./elements.js";
import { asJson } from "./wire.js";
import { plain, several, years } from "./words.js";

const HORIZONS = [13, 26, 52, 104, 156];
const USUAL = ["push", "tell_and_sell", "pull", "hybrid"];
const MOST = 6;
const CONTEXTS = ["trust", "complexity", "turbulence"];

export class Decide {
  constructor(state, bench, go) {
    Object.assign(this, { state, bench, go, word: null, asked: 0, found: null, flips: [] });
    this.element = html("div", { class: "decide" });
  }

  organisation(word, people) {
    Object.assign(this, { word, people, found: null, flips: [] });
    this.asked++;
    this.offer(true);
  }

  // The form; policies that were changed side by side are candidates, too.
  offer(anew = false) {
    if (!this.bench.catalogue || (this.form && !anew && this.changed() === this.offered)) return;
    this.offered = this.changed();
    const known = this.bench.catalogue.policies.map((one) => ({ title: one.title, text: one.text, asked: { preset: one.name, name: one.name }, usual: USUAL.includes(one.name) }));
    const mine = JSON.parse(this.offered).map((one) => ({ title: one.name, text: "Yours, from side by side.", asked: one, usual: true }));
    this.boxes = [...mine, ...known.filter((one) => one.asked.name !== "status_quo")].map((one) => ({ ...one, box: html("input", { type: "checkbox", checked: one.usual }) }));
    this.weeks = html("select", { id: "horizon" }, ...HORIZONS.map((one) => option(one, years(one), this.chosen ?? 104)));
    this.run = html("button", { type: "submit", class: "main" }, "What would be best?");
    this.form = html("form", {}, html("fieldset", { class: "candidates" }, html("legend", {}, "Which policies come into question?"), ...this.boxes.map((one) => html("label", {}, one.box, html("span", {}, html("b", {}, plain(one.title)), ` ${one.text}`)))), html("p", { class: "row" }, html("label", {}, "Horizon ", this.weeks), this.run));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.decide();
    });
    const where = this.word ? `Your organisation of ${several(this.people, "person", "people")}.` : "No file yet: an organisation of 120 people is made up.";
    const look = this.word ? html("p", { class: "row" }, html("button", { type: "button", onclick: () => this.sideBySide() }, "See it side by side")) : "";
    this.out = html("div", { "aria-live": "polite", id: "decision" });
    this.element.replaceChildren(html("h2", {}, "2. Which policy?"), html("p", { class: "help" }, `${where} To carry on as now is always compared, too.`), look, this.form, this.out);
  }

  changed() {
    const { bench, state } = this;
    if (!bench.catalogue) return "[]";
    const own = state.policies.filter((one) => Object.keys(one.levers).length || one.phases.length);
    return JSON.stringify(own.map((one) => ({ ...one, name: bench.title(one) })));
  }

  sideBySide() {
    const policies = this.boxes.filter((one) => one.box.checked).slice(0, 2).map((one) => ({ ...policy(one.asked.preset), ...structuredClone(one.asked) }));
    this.go({ view: "compare", organisation: `own:${this.word}`, policies: [...policies, policy("status_quo")], week: 0, person: null });
  }

  body() {
    const { scenario, size, seed } = this.state;
    this.chosen = Number(this.weeks.value);
    const place = this.word ? { organisation: `own:${this.word}` } : { size };
    return { scenario, seed, ...place, weeks: this.chosen, policies: this.boxes.filter((one) => one.box.checked).map((one) => one.asked) };
  }

  async decide() {
    const mine = ++this.asked;
    const body = this.body();
    if (!body.policies.length || body.policies.length > MOST) return tell(`Please choose one to ${MOST} policies.`);
    this.run.disabled = true;
    this.out.replaceChildren(html("p", { role: "status" }, "Running many ways that people may be. This takes some seconds."));
    try {
      const found = await asJson("decide", body);
      if (mine !== this.asked) return undefined;
      tell(null);
      [this.found, this.flips] = [found, []];
      this.show("Now one context at a time: where would it flip?");
      for (const context of CONTEXTS) {
        const flip = await asJson("flip", { ...body, context });
        if (mine !== this.asked) return undefined;
        this.flips.push(flip);
        this.show(context === CONTEXTS.at(-1) ? "" : "Further contexts are being run.");
      }
    } catch (error) {
      if (mine === this.asked) {
        tell(error.message);
        if (!this.found) this.out.replaceChildren();
      }
    } finally {
      this.run.disabled = false;
    }
    return undefined;
  }

  dressed() {
    if (this.found) this.show(this.said ?? "");
  }

  show(said) {
    this.said = said;
    const { found, flips } = this;
    const [head, chance, horizon] = found.said;
    this.out.replaceChildren(
      html("h2", {}, "3. What comes out"),
      html("p", { class: "verdict" }, head), html("p", {}, chance),
      html("figure", { id: "decision-figure" }, decisionFigure(found, flips, this.out.clientWidth), html("figcaption", { class: "help" }, "Dots: expected worth of the work, less time and pay, against carrying on as now. Bars: nine in ten draws. Strips: who would lead, by number where there is no room for a name; hatched where it is too close to call; the mark is your case.")),
      html("h3", {}, "Where it would flip"), html("ul", {}, html("li", {}, horizon), ...flips.map((one) => html("li", {}, one.said))),
      said ? html("p", { role: "status", class: "help" }, said) : "",
      html("h3", {}, "What it rests on"), html("ul", {}, ...found.rests.map((one) => html("li", {}, one))),
      html("p", { class: "help" }, `${several(found.draws, "draw")} of people and luck; the contexts with ${flips[0]?.draws ?? "fewer"}. A model's answer: it says which reasons would have to hold, not what will happen.`),
    );
  }
}
