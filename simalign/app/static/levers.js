// The levers of one policy: from the start, and from each change on; families apart, in plain words.

import { byId, html } from "./elements.js";
import { timeline, weekField } from "./timeline.js";
import { list, percent, several } from "./words.js";

export class Levers {
  // on: {changed(n), closed()}
  constructor(catalogue, on) {
    this.catalogue = catalogue;
    this.on = on;
    this.place = byId("levers");
    this.n = null;
    this.phase = -1;
  }

  open(n, policy, look, weeks) {
    if (this.n !== n) this.phase = -1;
    Object.assign(this, { n, policy, look, weeks });
    this.place.hidden = false;
    this.render();
  }

  close() {
    this.n = null;
    this.place.hidden = true;
    this.on.closed();
  }

  // Levers in force in a phase (-1: from the start), by name.
  inForce(phase) {
    const preset = this.catalogue.policies.find((one) => one.name === this.policy.preset);
    const letters = this.catalogue.levers.filter((one) => one.letter).map((one) => one.name);
    const all = { ...preset.levers };
    const spread = (levers) => {
      for (const [name, value] of Object.entries(levers)) {
        all[name] = value;
        if (name === "clarity") for (const letter of letters) if (!(letter in levers)) all[letter] = value;
      }
    };
    spread(this.policy.levers);
    this.policy.phases.slice(0, phase + 1).forEach((one) => spread(one.levers));
    return all;
  }

  get own() {
    return this.phase < 0 ? this.policy.levers : this.policy.phases[this.phase].levers;
  }

  render() {
    const focused = document.activeElement?.dataset?.phase;
    const title = html("h2", { id: "levers-title", tabindex: -1 }, `Levers of ${this.policy.name.replaceAll("_", " ")}`);
    const close = html("button", { type: "button", class: "close", onclick: () => this.close() }, "Done");
    this.place.replaceChildren(close, title, this.naming(), this.line(), this.families());
    if (focused !== undefined) this.place.querySelector(`[data-phase="${focused}"]`)?.focus();
  }

  // A name of one's own; empty is the preset's.
  naming() {
    const { policy } = this;
    const field = html("input", { type: "text", id: "policy-name", maxlength: this.catalogue.most.name, value: policy.name === policy.preset ? "" : policy.name, placeholder: policy.preset.replaceAll("_", " ") });
    field.addEventListener("change", () => {
      policy.name = field.value.replaceAll(/[\p{C}\s]+/gu, " ").trim() || policy.preset;
      byId("levers-title").textContent = `Levers of ${policy.name.replaceAll("_", " ")}`;
      this.on.changed(this.n);
    });
    return html("label", { class: "naming" }, "Name ", field);
  }

  line() {
    const { phases } = this.policy;
    const on = {
      moved: (n, week) => {
        phases[n].from = week;
        this.render();
        this.on.changed(this.n);
      },
      chosen: (n) => {
        this.phase = n;
        this.render();
      },
    };
    const tab = (n, text) => html("button", { type: "button", "aria-pressed": String(this.phase === n), onclick: () => on.chosen(n) }, text);
    const row = html("div", { class: "row" }, tab(-1, "From the start"), ...phases.map((one, n) => tab(n, `From week ${one.from}`)));
    const room = this.free();
    row.append(html("button", { type: "button", disabled: room === null || phases.length >= this.catalogue.most.phases, onclick: () => this.add(room) }, "Add a change"));
    const chosen = phases[this.phase];
    if (chosen) row.append(weekField(chosen, this.phase, phases, this.weeks, on), html("button", { type: "button", onclick: () => this.drop() }, "Remove this change"));
    this.wide = this.place.clientWidth;
    const late = phases.filter((one) => one.from >= this.weeks).map((one) => `week ${one.from}`);
    const help = late.length ? `The run ends with week ${this.weeks}, so what changes from ${list(late)} on is never seen.` : phases.length ? "Drag a mark, or move it with the arrow keys." : "A policy can change on the way: stop monitoring in week 26, say.";
    return html("div", { class: "timeline" }, timeline(phases, this.phase, this.weeks, Math.max(240, this.place.clientWidth - 34), this.look.colour, on), row, html("p", { class: "help" }, help));
  }

  // The line of weeks as wide as there is room now.
  resized() {
    if (this.n !== null && this.wide !== this.place.clientWidth) this.place.querySelector(".timeline").replaceWith(this.line());
  }

  // A week for another change, after the last one; null where there is no room.
  free() {
    const last = this.policy.phases.at(-1)?.from ?? 0;
    const week = last + Math.max(1, Math.min(26, Math.floor((this.weeks - last) / 2)));
    return week < this.weeks ? week : null;
  }

  add(week) {
    this.policy.phases.push({ from: week, levers: {} });
    this.phase = this.policy.phases.length - 1;
    this.render();
    this.on.changed(this.n);
  }

  drop() {
    this.policy.phases.splice(this.phase, 1);
    this.phase = -1;
    this.render();
    this.on.changed(this.n);
  }

  families() {
    const before = this.inForce(this.phase);
    const made = Object.entries(this.catalogue.families).map(([family, title]) => {
      const own = this.catalogue.levers.filter((one) => one.family === family && !one.letter);
      return html("fieldset", {}, html("legend", {}, title), ...own.map((one) => this.lever(one, before[one.name])));
    });
    const letters = this.catalogue.levers.filter((one) => one.letter);
    made.push(html("details", {}, html("summary", {}, "Clear goals, part by part"), ...letters.map((one) => this.lever(one, before[one.name]))));
    return html("div", { class: "families" }, ...made);
  }

  lever(one, value) {
    const id = `lever-${one.name}`;
    const never = value === "never" || (value === 0 && one.step === 1);
    const said = html("output", { for: id }, shown(one, never ? "never" : value));
    const input = html("input", { type: "range", id, min: one.low, max: one.high, step: one.step, value: never ? one.high : value, "aria-describedby": `${id}-help`, disabled: never });
    const place = html("div", { class: `lever${one.name in this.own ? " changed" : ""}` });
    const set = (to) => {
      this.own[one.name] = to;
      input.disabled = to === "never";
      said.textContent = shown(one, to);
      input.setAttribute("aria-valuetext", said.textContent);
      place.classList.add("changed");
      this.on.changed(this.n);
    };
    input.setAttribute("aria-valuetext", said.textContent);
    input.addEventListener("input", () => set(Number(input.value)));
    const ends = html("span", { class: "ends", "aria-hidden": "true" }, html("span", {}, one.help.low), html("span", {}, one.help.high));
    place.append(html("label", { for: id }, one.help.title), said, input, ends, html("p", { class: "help", id: `${id}-help` }, one.help.text));
    if (one.interval) {
      const box = html("input", { type: "checkbox", checked: never });
      box.addEventListener("change", () => set(box.checked ? "never" : Number(input.value)));
      place.append(html("label", { class: "never" }, box, ` never: no ${one.help.title.toLowerCase()} at all`));
    }
    return place;
  }
}

function shown(one, value) {
  if (value === "never") return value;
  if (one.unit === "goals") return several(value, "goal");
  return one.step === 1 ? `every ${several(value, "week")}` : percent(value);
}

// What a policy has that its preset has not, in a sentence; empty where it is the preset.
export function differences(policy, catalogue) {
  const titles = Object.fromEntries(catalogue.levers.map((one) => [one.name, one]));
  const said = (levers) => Object.entries(levers).filter(([name]) => titles[name]).map(([name, value]) => `${titles[name].help.title.toLowerCase()} ${shown(titles[name], value)}`).join(", ");
  const parts = [said(policy.levers), ...policy.phases.map((one) => `from week ${one.from}: ${said(one.levers) || "no change yet"}`)];
  return parts.filter(Boolean).join("; ");
}
