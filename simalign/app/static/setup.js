// Which organisation, how long, how often, with which random seed.

import { byId, option } from "./elements.js";
import { plain, several, years } from "./words.js";

const TIMES = [26, 52, 104, 156, 260];
const REPETITIONS = [1, 5, 10, 30, 100];
const fields = ["scenario", "organisation", "weeks", "replications"];

// What is wrong, under the names of the fields as the page has them.
export function inFields(message) {
  return message.replace(/^(\w+):/gm, (whole, key) => {
    const label = document.getElementById(key)?.closest("#setup-form label");
    return label ? `${label.firstChild.textContent.trim()}:` : whole;
  }).replace(/^policies\.(\d+)\.?([\w.]*):/gm, (_, n, rest) => `Policy ${Number(n) + 1}${rest ? `, ${plain(rest)}` : ""}:`);
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
    byId("scenario").replaceChildren(...scenarios.map((one) => option(one.name, one.title, state.scenario)));
    const mine = state.organisation?.startsWith("own:") ? [option(state.organisation, "the one that you brought", state.organisation)] : [];
    byId("organisation").replaceChildren(option("", "made up, by number", state.organisation ?? ""), ...mine, ...organisations.map((one) => option(one.name, one.title, state.organisation)));
    byId("weeks").replaceChildren(...choices(TIMES.filter((one) => one <= most.weeks), state.weeks, years));
    byId("replications").replaceChildren(...choices(REPETITIONS.filter((one) => one <= most.replications), state.replications, (n) => several(n, "time")));
    byId("size").max = most.members;
    byId("size").value = state.size;
    byId("seed").value = state.seed;
    this.size();
    const setting = scenarios.find((one) => one.name === state.scenario);
    const of = mine.length ? "your organisation" : state.organisation ? plain(state.organisation) : several(state.size, "person", "people");
    byId("setup-said").textContent = `${setting?.title ?? plain(state.scenario)} setting, ${of}, ${years(state.weeks)}, ${several(state.replications, "repetition")}, random seed ${state.seed}`;
    byId("setup-help").textContent = `${setting?.text ?? ""} Chance enters a run: who hears what, who leaves, what customers want. These are the same under each policy; the random seed sets them, and repetitions show how much they matter. The picture shows the first.`;
  }

  size() {
    byId("size").disabled = byId("organisation").value !== "";
  }

  read() {
    const value = (id) => byId(id).value;
    return { scenario: value("scenario"), organisation: value("organisation") || null, size: Number(value("size")), weeks: Number(value("weeks")), replications: Number(value("replications")), seed: Number(value("seed")) };
  }
}
