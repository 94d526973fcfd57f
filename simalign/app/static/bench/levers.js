// The sheet of levers: one policy at a time, five levers first and the rest folded, with undo, reset and the cost.

import { byId, html } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { list } from "../base/words.js";
import { inForce, isChanged } from "./force.js";
import { leverRow } from "./lever_row.js";
import { meter } from "./meter.js";
import { timeline, weekField } from "./timeline.js";

const FIRST = ["mandate", "monitoring", "voice", "rationale", "role_modelling"];
const [STOP, PAUSE] = [26, 700]; // week of the offered change; milliseconds between changes that are undone apart
const MOST_UNDO = 100;

export class Levers {
  // on: {changed(n), chosen(n), closed(), undone(policies)}
  constructor(catalogue, on) {
    this.catalogue = catalogue;
    this.on = on;
    this.place = byId("levers");
    this.n = null;
    this.phase = -1;
    this.history = [];
    this.unfolded = false;
    this.changedAt = 0;
    this.changedWhat = "";
  }

  // context: {policies, looks, titles, weeks, costs, usual (cost of status quo, or null)}
  open(n, context) {
    if (this.n !== n) this.phase = -1;
    Object.assign(this, { n, context, policy: context.policies[n] });
    this.phase = Math.min(this.phase, this.policy.phases.length - 1);
    this.place.hidden = false;
    this.place.style.setProperty("--own", context.looks[n].colour);
    this.render();
  }

  // New costs and titles after a run, without touching what is being dragged.
  renew(context) {
    if (this.n === null || !context.policies[this.n]) return;
    this.context = context;
    this.policy = context.policies[this.n];
    this.place.querySelector(".cost")?.replaceWith(this.cost());
  }

  close() {
    this.n = null;
    this.place.hidden = true;
    this.on.closed();
  }

  get set() {
    return this.phase < 0 ? this.policy.levers : this.policy.phases[this.phase].levers;
  }

  // Remembers the policies as they are before a change; a slider that is being dragged counts as one change.
  remember(what) {
    const now = performance.now();
    const same = what === this.changedWhat && now - this.changedAt < PAUSE;
    Object.assign(this, { changedAt: now, changedWhat: what });
    if (same) return;
    this.history.push(JSON.stringify(this.context.policies));
    if (this.history.length > MOST_UNDO) this.history.shift();
    const undo = this.place.querySelector("#undo");
    if (undo) undo.disabled = false;
  }

  undo() {
    const before = this.history.pop();
    if (!before) return;
    this.changedWhat = "";
    this.on.undone(JSON.parse(before));
  }

  reset() {
    this.remember("reset");
    const { policy } = this;
    Object.assign(policy, { name: policy.preset, levers: {}, phases: [] });
    this.phase = -1;
    this.render();
    this.on.changed(this.n);
  }

  render() {
    const focused = document.activeElement?.getAttribute("data-phase") ?? undefined;
    const title = html("h2", { id: "levers-title", tabindex: -1 }, t("levers.title", { policy: this.context.titles[this.n] }));
    const undo = html("button", { type: "button", id: "undo", disabled: !this.history.length, onclick: () => this.undo() }, t("levers.undo"));
    this.resets = html("button", { type: "button", id: "reset", disabled: !isChanged(this.policy), onclick: () => this.reset() }, t("levers.reset"));
    const close = html("button", { type: "button", class: "close", onclick: () => this.close() }, t("levers.done"));
    const first = FIRST.map((name) => this.catalogue.levers.find((one) => one.name === name)).filter(Boolean);
    const now = inForce(this.policy, this.phase, this.catalogue);
    this.place.replaceChildren(
      html("div", { class: "sheet-head" }, title, close),
      this.tabs(), this.cost(),
      html("div", { class: "first" }, ...first.map((one) => this.row(one, now, false))),
      html("div", { class: "row acts" }, undo, this.resets), this.line(), this.more(now),
    );
    if (focused !== undefined) this.place.querySelector(`[data-phase="${focused}"]`)?.focus();
  }

  // Which policy the sheet is about.
  tabs() {
    const { titles, looks } = this.context;
    const tabs = titles.map((name, n) => {
      const tab = html("button", { type: "button", "aria-pressed": String(n === this.n), onclick: () => this.on.chosen(n) }, html("i", { "aria-hidden": "true" }), name);
      tab.style.setProperty("--own", looks[n].colour);
      return tab;
    });
    return html("div", { class: "tabs", role: "group", "aria-label": t("levers.which") }, ...tabs);
  }

  cost() {
    const { costs, usual } = this.context;
    return meter(costs[this.n], usual, Math.max(...costs));
  }

  row(one, now, explained) {
    const { policy } = this;
    const preset = inForce({ ...policy, levers: {}, phases: [] }, -1, this.catalogue)[one.name];
    return leverRow(one, now[one.name], { preset, changed: one.name in this.set, explained }, {
      set: (value) => {
        this.remember(`${this.n} ${this.phase} ${one.name}`);
        this.set[one.name] = value;
        this.resets.disabled = false;
        this.on.changed(this.n);
      },
      reset: () => {
        this.remember(`reset ${one.name}`);
        delete this.set[one.name];
        this.render();
        this.on.changed(this.n);
        byId(`lever-${one.name}`)?.focus();
      },
    });
  }

  // The other levers, by family, with a name for the policy.
  more(now) {
    const { levers, families } = this.catalogue;
    const rest = levers.filter((one) => !FIRST.includes(one.name) && !one.letter);
    const groups = Object.entries(families).map(([family, title]) => html("fieldset", {}, html("legend", {}, textOr(`family.${family}`, title)), ...rest.filter((one) => one.family === family).map((one) => this.row(one, now, true))));
    const letters = levers.filter((one) => one.letter);
    const parts = html("details", {}, html("summary", {}, t("levers.letters")), ...letters.map((one) => this.row(one, now, true)));
    const fold = html("details", { class: "more", open: this.unfolded }, html("summary", {}, t("levers.more", { n: rest.length })), html("div", { class: "families" }, ...groups, parts), this.naming());
    fold.addEventListener("toggle", () => { this.unfolded = fold.open; });
    return fold;
  }

  // A name of one's own; empty is the preset's.
  naming() {
    const { policy } = this;
    const field = html("input", { type: "text", id: "policy-name", maxlength: this.catalogue.most.name, value: policy.name === policy.preset ? "" : policy.name, placeholder: textOr(`policy.${policy.preset}.title`, policy.preset.replaceAll("_", " ")) });
    field.addEventListener("change", () => {
      this.remember("name");
      policy.name = field.value.replaceAll(/[\p{C}\s]+/gu, " ").trim() || policy.preset;
      this.on.changed(this.n);
    });
    return html("label", { class: "naming" }, t("levers.name"), " ", field);
  }

  line() {
    const { phases } = this.policy;
    const { weeks, looks } = this.context;
    const on = {
      moved: (n, week) => {
        this.remember(`phase ${n}`);
        phases[n].from = week;
        this.render();
        this.on.changed(this.n);
      },
      chosen: (n) => {
        this.phase = n;
        this.render();
      },
    };
    const room = this.free();
    const add = html("button", { type: "button", disabled: room === null || phases.length >= this.catalogue.most.phases, onclick: () => this.add(room, {}) }, t("levers.add"));
    if (!phases.length) {
      const stop = html("button", { type: "button", disabled: weeks <= STOP, onclick: () => this.add(STOP, { monitoring: 0 }) }, t("levers.stop", { week: STOP }));
      return html("div", { class: "timeline row" }, stop, add);
    }
    const tab = (n, text) => html("button", { type: "button", "aria-pressed": String(this.phase === n), onclick: () => on.chosen(n) }, text);
    const row = html("div", { class: "row" }, tab(-1, t("levers.start")), ...phases.map((one, n) => tab(n, t("levers.from", { week: one.from }))), add);
    const chosen = phases[this.phase];
    if (chosen) row.append(weekField(chosen, this.phase, phases, weeks, on), html("button", { type: "button", onclick: () => this.drop() }, t("levers.remove")));
    this.wide = this.place.clientWidth;
    const late = phases.filter((one) => one.from >= weeks).map((one) => t("axis.week", { n: one.from }));
    const help = late.length ? t("levers.late", { weeks, late: list(late) }) : t("levers.drag");
    return html("div", { class: "timeline" }, timeline(phases, this.phase, weeks, Math.max(220, this.place.clientWidth - 30), looks[this.n].colour, on), row, html("p", { class: "help" }, help));
  }

  // The line of weeks as wide as there is room now.
  resized() {
    if (this.n !== null && this.wide !== this.place.clientWidth) this.place.querySelector(".timeline").replaceWith(this.line());
  }

  // A week for another change, after the last one; null where there is no room.
  free() {
    const last = this.policy.phases.at(-1)?.from ?? 0;
    const week = last + Math.max(1, Math.min(STOP, Math.floor((this.context.weeks - last) / 2)));
    return week < this.context.weeks ? week : null;
  }

  add(week, levers) {
    this.remember("add");
    this.policy.phases.push({ from: week, levers });
    this.phase = this.policy.phases.length - 1;
    this.render();
    this.on.changed(this.n);
  }

  drop() {
    this.remember("drop");
    this.policy.phases.splice(this.phase, 1);
    this.phase = -1;
    this.render();
    this.on.changed(this.n);
  }
}
