// The decision: candidates, horizon and context in; words and one figure out.

import { policy } from "../base/address.js";
import { html, option } from "../base/elements.js";
import { language } from "../base/language.js";
import { t, textOr } from "../base/text.js";
import { plain, years } from "../base/words.js";
import { asJson, post } from "../base/wire.js";
import { download } from "../bench/taking.js";
import { tell } from "../bench/tell.js";
import { decisionFigure } from "../charts/decision_figure.js";
import { Context } from "./context.js";

const HORIZONS = [13, 26, 52, 104, 156];
const USUAL = ["push", "pull", "lead", "mission_command"];
const USUALLY = 104; // weeks
const MOST = 6;
const PARTS = ["margins", "distance"];
export const EXAMPLE = "workshop";

export class Decide {
  constructor(state, bench, go) {
    this.state = state;
    this.bench = bench;
    this.go = go;
    this.word = null;
    this.example = false;
    this.broken = false;
    this.surveyed = false;
    this.people = 0;
    this.whose = "";
    this.asked = 0;
    this.found = null;
    this.flips = [];
    this.parts = {};
    this.context = new Context(state, () => this.stale());
    this.element = html("div", { class: "decide" });
  }

  // Nothing is decided while a file is being read.
  wait() {
    if (this.run) this.run.disabled = true;
  }

  // broken: whether files were brought that cannot be used. surveyed: whether a survey says how far people trust.
  organisation(word, people, { broken = false, surveyed = false, example = false } = {}) {
    Object.assign(this, { word, people, broken, surveyed, example, found: null, flips: [], parts: {}, shown: null });
    this.asked++;
    this.offer(true);
  }

  get known() {
    return Boolean(this.word) || this.example;
  }

  // The form; policies that were changed side by side are candidates, too.
  offer(anew = false) {
    if (!this.bench.catalogue) return;
    if (this.form) this.sayWhere();
    if (this.form && !anew && this.changed() === this.offered) return;
    this.offered = this.changed();
    const presets = this.bench.catalogue.policies.map((one) => ({ title: textOr(`policy.${one.name}.title`, one.title), text: textOr(`policy.${one.name}.text`, one.text), asked: { preset: one.name, name: one.name }, usual: USUAL.includes(one.name) }));
    const mine = JSON.parse(this.offered).map((one) => ({ title: one.name, text: t("decide.yours"), asked: one, usual: true }));
    this.boxes = [...mine, ...presets.filter((one) => one.asked.name !== "status_quo")].map((one) => ({ ...one, box: html("input", { type: "checkbox", checked: this.wanted(one) }) }));
    this.names = new Set(this.boxes.map((one) => one.asked.name));
    const horizons = [...new Set([...HORIZONS, this.horizon])].filter((one) => one <= this.bench.catalogue.most.weeks).sort((a, b) => a - b);
    this.weeks = html("select", { id: "horizon" }, ...horizons.map((one) => option(one, years(one), this.horizon)));
    this.run = html("button", { type: "submit", class: "main", disabled: !this.known }, t("decide.run"));
    const candidate = (one) => html("label", {}, one.box, html("span", {}, html("b", {}, plain(one.title)), ` ${one.text}`));
    const [first, rest] = [this.boxes.filter((one) => one.usual), this.boxes.filter((one) => !one.usual)];
    const more = html("details", { open: rest.some((one) => one.box.checked) }, html("summary", {}, t("decide.more", { n: rest.length })), ...rest.map(candidate));
    const candidates = html("fieldset", { class: "candidates" }, html("legend", {}, t("decide.candidates")), ...first.map(candidate), more);
    this.form = html("form", {}, this.context.questions(this.surveyed), candidates, html("p", { class: "row" }, html("label", {}, t("decide.horizon"), " ", this.weeks), this.context.budget, this.run));
    this.form.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.decide();
    });
    this.where = html("p", { class: "help" });
    this.sayWhere();
    const look = this.known ? html("p", { class: "row" }, html("button", { type: "button", onclick: () => this.sideBySide() }, t("decide.sidebyside"))) : "";
    this.out = html("div", { "aria-live": "polite", id: "decision" });
    this.shown = null;
    this.board = html("button", { type: "button", id: "board", disabled: !this.shown, onclick: () => this.report() }, t("decide.report"));
    this.element.replaceChildren(html("h2", {}, t("decide.title")), this.where, look, this.form, this.out, html("div", { class: "extras" }, ...this.context.report(), this.board));
  }

  get horizon() {
    return this.state.horizon ?? USUALLY;
  }

  // As it was ticked before, or as the address has it; what is new since is ticked where that is usual.
  wanted({ asked, usual }) {
    const { candidates } = this.state;
    if (!candidates) return usual;
    return candidates.includes(asked.name) || (this.names?.has(asked.name) === false && usual);
  }

  chosen() {
    const { state } = this;
    const ticked = this.boxes.filter((one) => one.box.checked).map((one) => one.asked.name);
    const usual = this.boxes.filter((one) => one.usual).map((one) => one.asked.name);
    const weeks = Number(this.weeks.value);
    state.candidates = ticked.join() === usual.join() ? null : ticked;
    state.horizon = weeks === USUALLY ? null : weeks;
    this.bench.remember();
    this.stale();
  }

  // What is on the screen no longer answers what is asked.
  stale() {
    if (this.board) this.board.disabled = true;
    this.bench.remember();
  }

  who() {
    if (this.example) return t("decide.example");
    return t("decide.organisation", { n: this.people });
  }

  sayWhere() {
    const { state, bench } = this;
    const setting = bench.catalogue.scenarios.find((one) => one.name === state.scenario);
    const who = this.known ? this.who() : t(this.broken ? "decide.broken" : "decide.nofile");
    this.setting = t("decide.setting", { setting: textOr(`scenario.${state.scenario}.title`, setting?.title ?? plain(state.scenario)) });
    this.where.textContent = `${who} ${this.setting} ${t("decide.always")}`;
  }

  changed() {
    const { bench, state } = this;
    if (!bench.catalogue) return "[]";
    const titles = bench.titles();
    const mine = state.policies.map((one, n) => ({ ...one, name: titles[n] })).filter((one) => Object.keys(one.levers).length || one.phases.length);
    return JSON.stringify(mine);
  }

  get organisationName() {
    return this.example ? EXAMPLE : `own:${this.word}`;
  }

  sideBySide() {
    const policies = this.boxes.filter((one) => one.box.checked).slice(0, 2).map((one) => ({ ...policy(one.asked.preset), ...structuredClone(one.asked) }));
    this.go({ view: "compare", organisation: this.organisationName, policies: [...policies, policy("status_quo")], week: 0, person: null, department: null });
  }

  body() {
    const { scenario, seed } = this.state;
    return { language, scenario, seed, organisation: this.organisationName, weeks: Number(this.weeks.value), policies: this.boxes.filter((one) => one.box.checked).map((one) => one.asked), ...this.context.body() };
  }

  async decide() {
    const mine = ++this.asked;
    const body = this.body();
    if (!body.policies.length || body.policies.length > MOST) return tell(t("decide.most", { most: MOST }));
    this.run.disabled = this.board.disabled = true;
    this.shown = null;
    const [seconds, ticking] = this.waiting();
    this.out.replaceChildren(html("p", {}, html("span", { role: "status" }, t("decide.running")), seconds));
    try {
      const found = await asJson("decide", body);
      if (mine !== this.asked) return undefined;
      tell(null);
      Object.assign(this, { found, flips: [], parts: {}, whose: this.who() });
      this.show(t("decide.contexts"));
      for (const context of found.contexts) {
        const flip = await asJson("flip", { ...body, context });
        if (mine !== this.asked) return undefined;
        this.flips.push(flip);
        this.show(t("decide.further"));
      }
      for (const part of PARTS) {
        this.parts[part] = await asJson("part", { ...body, part });
        if (mine !== this.asked) return undefined;
        this.show(part === PARTS.at(-1) ? "" : t("decide.distance"));
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
      this.run.disabled = !this.known;
    }
    return undefined;
  }

  // The report of the decision that is shown, as the command line writes it.
  async report() {
    this.board.disabled = true;
    try {
      download(await (await post("board", { ...this.shown, ...this.context.extras() })).blob(), "board.html");
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
    return [seconds, setInterval(() => { seconds.textContent = ` ${t("decide.seconds", { seconds: Math.round((performance.now() - began) / 1000) })}`; }, 1000)];
  }

  dressed() {
    if (this.found) this.show(this.said ?? "");
  }

  show(said) {
    this.said = said;
    const { found, flips } = this;
    const [head, chance, horizon] = found.said;
    const { margins, distance } = this.parts;
    const bullets = (lines) => html("ul", {}, ...lines.map((one) => html("li", {}, one)));
    this.out.replaceChildren(
      html("h2", {}, t("decide.result")), html("p", { class: "help" }, this.whose),
      html("p", { class: "verdict" }, head), html("p", {}, chance), distance ? html("p", {}, distance.said.join(" ")) : "", found.budget ? html("p", {}, found.budget.said.join(" ")) : "",
      html("figure", { id: "decision-figure" }, decisionFigure(found, flips, this.out.clientWidth), html("figcaption", { class: "help" }, t("decide.key"))),
      html("h3", {}, t("decide.margins")), bullets([horizon, ...(margins?.said ?? []), ...flips.map((one) => one.said)]),
      html("h3", {}, t("decide.risks")), bullets(found.risks),
      said ? html("p", { role: "status", class: "help" }, said) : "",
      html("h3", {}, t("decide.evidence")), bullets(found.rests),
      html("p", { class: "help" }, t("decide.draws", { setting: this.setting, n: found.draws, each: flips[0]?.draws ?? 0 })),
    );
  }
}
