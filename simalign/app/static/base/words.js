// Numbers and names as people say them. All shares are percentages, and all changes of shares are points.

import { language } from "./language.js";
import { t } from "./text.js";

const whole = (x) => Math.round(100 * x);
export const percent = (x) => (language === "de" ? `${whole(x)}\u202f%` : `${whole(x)}%`);
export const signed = (n) => (n === 0 ? "±0" : n > 0 ? `+${n}` : `−${-n}`);
export const points = (x) => signed(whole(x));
// A difference of two shares as the page shows them, so that the numbers on the screen agree.
export const apart = (a, b) => whole(a) - whole(b);
// A title inside a sentence: nouns keep their capital letter in German.
export const inside = (title) => (language === "de" ? title : title.toLowerCase());
export const plain = (name) => name.replaceAll("_", " ");
export const list = (parts) => new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
export const years = (weeks) => (weeks % 52 ? t("count.weeks", { n: weeks }) : t("count.years", { n: weeks / 52 }));
