// A card beside the pointer: the values of a week, or a person.

import { byId, html } from "../base/elements.js";
import { trace } from "../base/run.js";
import { t } from "../base/text.js";
import { percent } from "../base/words.js";

const AWAY = 14; // pixels from the pointer
const BAR = 64; // pixels of the play bar, which it does not cover
const NEAR = 2; // weeks within which a mark is mentioned

export class Tip {
  constructor() {
    this.place = byId("tip");
  }

  hide() {
    this.place.hidden = true;
  }

  show(event, ...content) {
    this.place.replaceChildren(...content);
    this.place.hidden = false;
    const { width, height } = this.place.getBoundingClientRect();
    const left = event.clientX + AWAY + width > innerWidth ? event.clientX - AWAY - width : event.clientX + AWAY;
    this.place.style.left = `${Math.max(4, left)}px`;
    this.place.style.top = `${Math.max(4, Math.min(innerHeight - height - BAR, event.clientY + AWAY))}px`;
  }

  // The values of all policies in the week under the pointer, and what happens near it.
  curves(bench, week, event, measure) {
    if (week === null || !measure) return this.hide();
    const { run, shownTitles } = bench;
    const rows = shownTitles.map((name, n) => {
      const [mean, low, high] = [0, 1, 2].map((which) => trace(run, n, measure, which)[week]);
      const mark = html("i", {});
      mark.style.background = bench.curves.looks[n].colour;
      return html("li", {}, mark, t("tip.value", { policy: name, value: percent(mean), low: percent(low), high: percent(high) }));
    });
    const near = bench.curves.marks.flat().filter((mark) => Math.abs(mark.week - week) <= NEAR);
    return this.show(event, html("b", {}, t("axis.week", { n: week })), html("ul", {}, ...rows), ...near.map((mark) => html("p", {}, mark.text)));
  }

  person(bench, i, event, n) {
    if (i === null) return this.hide();
    return this.show(event, bench.panels[n].describe(i), html("p", { class: "help" }, t("tip.click")));
  }
}
