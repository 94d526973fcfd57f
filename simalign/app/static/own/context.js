// What a decision asks beside the file: three plain questions, a budget, and what the report to take away is called.

import { html, option } from "../base/elements.js";
import { t } from "../base/text.js";

const QUESTIONS = ["routine", "trust", "customers"];
const LEVELS = ["low", "medium", "high", "unknown"];

export class Context {
  // changed(): an answer is another one now
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.share = html("input", { type: "number", id: "budget", min: 0.1, max: 100, step: 0.1, inputmode: "decimal", placeholder: t("context.nolimit") });
    this.budget = html("label", {}, t("context.budget"), " ", this.share);
    this.title = html("input", { type: "text", id: "board-title", maxlength: 80, autocomplete: "off" });
    this.code = html("input", { type: "checkbox", id: "board-code" });
    this.payroll = html("input", { type: "number", id: "payroll", min: 1, step: 1, inputmode: "numeric" });
  }

  // surveyed: whether a survey answers the question on trust
  questions(surveyed) {
    this.asked = QUESTIONS.filter((name) => name !== "trust" || !surveyed);
    const rows = QUESTIONS.map((name) => (this.asked.includes(name) ? this.question(name) : html("div", { class: "question" }, html("span", {}, t(`context.${name}`)), html("b", {}, t("context.survey")))));
    return html("fieldset", { class: "context" }, html("legend", {}, t("context.title")), html("p", { class: "help" }, t("context.help")), ...rows);
  }

  question(name) {
    const level = this.state.answers[name] ?? "unknown";
    const pick = html("select", { id: `question-${name}` }, ...LEVELS.map((one) => option(one, t(`context.${name}.${one}`), level)));
    pick.addEventListener("change", () => {
      if (pick.value === "unknown") delete this.state.answers[name];
      else this.state.answers[name] = pick.value;
      this.changed();
    });
    return html("label", { class: "question" }, html("span", {}, t(`context.${name}`)), pick);
  }

  // What the request of a decision has of it.
  body() {
    const answers = Object.fromEntries(this.asked.map((name) => [name, this.state.answers[name] ?? "unknown"]));
    return { answers, ...(this.share.value ? { budget: `${this.share.value}%` } : {}) };
  }

  // The fields of the report, and what they say.
  report() {
    return [
      html("label", {}, t("decide.name"), this.title),
      html("label", { class: "inline" }, this.code, " ", t("decide.code")),
      html("label", {}, t("decide.payroll"), this.payroll),
    ];
  }

  extras() {
    const title = this.title.value.trim();
    return { ...(title ? { title } : {}), ...(this.code.checked ? { code: true } : {}), ...(Number(this.payroll.value) > 0 ? { payroll: Number(this.payroll.value) } : {}) };
  }
}
