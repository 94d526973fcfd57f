// What a policy takes: a bar of working time and pay, beside what management takes as usual.

import { html } from "../base/elements.js";
import { language } from "../base/language.js";
import { t } from "../base/text.js";

const LEAST = 0.25; // of working time and pay, the least that the bar shows
const exact = (share) => new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share);

// usual: the cost of carrying on as usual, or null where that is not on the screen; most: the largest cost shown.
export function meter(cost, usual, most) {
  const end = Math.max(LEAST, 1.15 * most);
  const more = usual === null ? "" : t("cost.more", { points: new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(100 * (cost - usual)).replace("-", "−") });
  const text = `${t("cost.takes", { share: exact(cost) })} ${more}`.trim();
  const bar = html("div", { class: "bar", "aria-hidden": "true" }, html("i", { class: "all" }), usual === null ? "" : html("i", { class: "usual" }));
  bar.style.setProperty("--cost", String(cost / end));
  bar.style.setProperty("--usual", String((usual ?? 0) / end));
  return html("div", { class: "cost" }, html("p", {}, text), bar);
}
