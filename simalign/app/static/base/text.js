// All texts of the page, by key, in one language: simalign/texts/LANGUAGE.json, in the ICU message format.

import { IntlMessageFormat } from "../vendor/messageformat.js";
import { all } from "./elements.js";
import { language } from "./language.js";
import { saved } from "./saved.js";

export class Texts {
  constructor(messages, locale) {
    this.messages = messages;
    this.locale = locale;
    this.formats = new Map();
  }

  // The text of a key with its values filled in.
  say(key, values = {}) {
    if (!(key in this.messages)) {
      console.error(`no text is called ${key}`);
      return key;
    }
    if (!this.formats.has(key)) this.formats.set(key, new IntlMessageFormat(this.messages[key], this.locale, undefined, { ignoreTag: true }));
    return String(this.formats.get(key).format(values));
  }

  // The text of a key, or another text where the catalogue has none: names and descriptions that files bring along.
  or(key, other) {
    return key in this.messages ? this.say(key) : other;
  }
}

async function messages() {
  if (saved) return saved.texts.messages[language];
  if (!globalThis.document) return {}; // unit tests bring their own
  return (await fetch(new URL(`../text/${language}.json`, import.meta.url))).json();
}

const texts = new Texts(await messages(), language);
export const t = (key, values) => texts.say(key, values);
export const textOr = (key, other) => texts.or(key, other);

// Fills the elements of the page that name their text: data-t, data-t-label, data-t-title.
export function fillTexts(root) {
  root.documentElement.lang = language;
  for (const element of all("[data-t]", root)) element.textContent = t(element.dataset.t);
  for (const element of all("[data-t-label]", root)) element.setAttribute("aria-label", t(element.dataset.tLabel));
  for (const element of all("[data-t-title]", root)) element.title = t(element.dataset.tTitle);
}
