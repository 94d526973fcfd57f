// The words of the page that a newcomer may not know, each with a sentence.

import { byId, html } from "./base/elements.js";
import { t } from "./base/text.js";

export const TERMS = ["policy", "statusquo", "push", "pull", "lead", "mandate", "lever", "strategy", "part", "gap", "points", "resistance", "trust", "value", "replication", "band", "seed", "horizon", "turbulence"];

export function showGlossary() {
  const dialog = byId("glossary");
  const close = html("button", { type: "button", class: "close", onclick: () => dialog.close() }, t("story.close"));
  const cards = TERMS.flatMap((term) => [html("dt", {}, t(`term.${term}`)), html("dd", {}, t(`term.${term}.text`))]);
  dialog.replaceChildren(close, html("h2", { id: "glossary-title" }, t("page.words")), html("dl", {}, ...cards));
  dialog.showModal();
}
