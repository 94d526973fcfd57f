// Formats messages as the page does: from standard input, a list of [language, message, values]; out, a list of texts.

import { readFileSync } from "node:fs";
import { IntlMessageFormat } from "../../simalign/app/static/vendor/messageformat.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
const texts = asked.map(([language, message, values]) => new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).format(values));
console.log(JSON.stringify(texts));
