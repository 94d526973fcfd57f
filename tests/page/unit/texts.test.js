// The catalogue of texts: all languages have the same keys and values to fill in, and the page asks for no other key.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, languageOf } from "../../../simalign/app/static/base/language.js";
import { Texts } from "../../../simalign/app/static/base/text.js";
import { IntlMessageFormat } from "../../../simalign/app/static/vendor/messageformat.js";

const TEXTS = new URL("../../../simalign/texts/", import.meta.url);
const PAGE = new URL("../../../simalign/app/static/", import.meta.url);
const DECLARED = /^(lever|family|policy|scenario|organisation|measure|lesson)\./; // in English, their own declarations have the text
const read = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, TEXTS), "utf8"));
const catalogues = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));
const sources = readdirSync(PAGE, { recursive: true }).map(String).filter((name) => /\.(js|html)$/.test(name) && !name.startsWith("vendor")).map((name) => readFileSync(new URL(name, PAGE), "utf8"));

const serverOnly = (key) => key.startsWith("report."); // tests/texts checks these

// The values that a message takes, with those inside of plurals and selections.
function values(parts, found = new Set()) {
  for (const part of parts) {
    if (part.type !== 0 && part.type !== 7) found.add(part.value);
    for (const option of Object.values(part.options ?? {})) values(option.value, found);
  }
  return [...found].sort();
}

const ast = (message, language) => new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst();

for (const language of LANGUAGES.slice(1)) {
  test(`${language} has the keys of ${LANGUAGES[0]}, and those that are declared elsewhere in English`, () => {
    const [first, other] = [Object.keys(catalogues[LANGUAGES[0]]), Object.keys(catalogues[language])];
    assert.deepEqual(first.filter((key) => !other.includes(key)), []);
    assert.deepEqual(other.filter((key) => !first.includes(key) && !DECLARED.test(key) && !serverOnly(key)), []);
  });

  test(`${language} fills in the same values as ${LANGUAGES[0]}`, () => {
    for (const [key, message] of Object.entries(catalogues[LANGUAGES[0]])) {
      assert.deepEqual(values(ast(catalogues[language][key], language)), values(ast(message, LANGUAGES[0])), key);
    }
  });
}

test("every key that the page names has a text, and every text is named", () => {
  const known = Object.keys(catalogues.en);
  const named = new Set(sources.flatMap((text) => [...text.matchAll(/data-t(?:-label|-title)?="([\w.]+)"/g), ...text.matchAll(/\bt\("([\w.]+)"/g)].map((found) => found[1])));
  assert.deepEqual([...named].filter((key) => !known.includes(key)), []);
  const whole = sources.join("\n");
  const started = [...whole.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/g)].map((found) => found[1]);
  const unused = known.filter((key) => !serverOnly(key) && !whole.includes(`"${key}"`) && !started.some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
});

test("plurals follow the language", () => {
  const say = (language, n) => new Texts(catalogues[language], language).say("count.weeks", { n });
  assert.deepEqual([say("en", 1), say("en", 2), say("de", 1), say("de", 2)], ["1 week", "2 weeks", "1 Woche", "2 Wochen"]);
});

test("the language is that of the address, then that of the browser", () => {
  assert.equal(languageOf("#size=20&lang=de", ["en-GB"]), "de");
  assert.equal(languageOf("#size=20", ["fr", "de-AT"]), "de");
  assert.equal(languageOf("#lang=xx", ["fr"]), "en");
});
