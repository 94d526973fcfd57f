// Which organisation, how long, how often, with which random seed.

import { byId, option } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { plain, years } from "../base/words.js";

const TIMES = [26, 52, 104, 156, 260];
const REPETITIONS = [1, 5, 10, 30, 100];
const fields = ["scenario", "organisation", "weeks", "replications"];

// What is wrong, under the names of the fields as the page has them.
export function inFields(message) {
  return message.replace(/^(\w+):/gm, (whole, key) => {
    const label = document.getElementById(key)?.closest("#setup-form label");
    return label ? `${label.querySelector("[data-t]").textContent.trim()}:` : whole;
  }).replace(/^policies\.(\d+)\.?([\w.]*):/gm, (_, n, rest) => `${t("panel.policy", { n: Number(n) + 1 })}${rest ? `, ${plain(rest)}` : ""}:`);
}

const choices = (known, now, text) => [...new Set([...known, now])].sort((a, b) => a - b).map((one) => option(one, text(one), now));

export class Setup {
  constructor(catalogue, changed) {
    this.catalogue = catalogue;
    this.form = byId("setup-form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      changed(this.read());
    });
    for (const id of fields) byId(id).addEventListener("change", () => changed(this.read()));
    byId("organisation").addEventListener("change", () => this.size());
  }

  show(state) {
    const { scenarios, organisations, most } = this.catalogue;
    byId("scenario").replaceChildren(...scenarios.map((one) => option(one.name, textOr(`scenario.${one.name}.title`, one.title), state.scenario)));
    const mine = state.organisation?.startsWith("own:") ? [option(state.organisation, t("setup.brought"), state.organisation)] : [];
    byId("organisation").replaceChildren(option("", t("setup.generated"), state.organisation ?? ""), ...mine, ...organisations.map((one) => option(one.name, textOr(`organisation.${one.name}.title`, one.title), state.organisation)));
    byId("weeks").replaceChildren(...choices(TIMES.filter((one) => one <= most.weeks), state.weeks, years));
    byId("replications").replaceChildren(...choices(REPETITIONS.filter((one) => one <= most.replications), state.replications, (n) => t("count.times", { n })));
    byId("size").max = most.members;
    byId("size").value = state.size;
    byId("seed").value = state.seed;
    this.size();
    const setting = scenarios.find((one) => one.name === state.scenario);
    const who = mine.length ? t("setup.yours") : state.organisation ? textOr(`organisation.${state.organisation}.title`, plain(state.organisation)) : t("count.people", { n: state.size });
    byId("setup-said").textContent = t("setup.said", { setting: textOr(`scenario.${state.scenario}.title`, setting?.title ?? plain(state.scenario)), who, time: years(state.weeks), n: state.replications, seed: String(state.seed) });
    byId("setup-help").textContent = `${textOr(`scenario.${state.scenario}.text`, setting?.text ?? "")} ${t("setup.chance")}`;
  }

  size() {
    byId("size").disabled = byId("organisation").value !== "";
  }

  read() {
    const value = (id) => byId(id).value;
    return { scenario: value("scenario"), organisation: value("organisation") || null, size: Number(value("size")), weeks: Number(value("weeks")), replications: Number(value("replications")), seed: Number(value("seed")) };
  }
}
