// Numbers and names as people say them. All shares are percentages, and all changes of shares are points.

import { language } from "./language.js";
import { t, textOr } from "./text.js";

const whole = (x) => Math.round(100 * x);
const perCent = (text) => (language === "de" ? `${text}\u202f%` : `${text}%`);
const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false });
export const percent = (x) => perCent(whole(x));
export const signed = (n) => (n === 0 ? "±0" : `${n > 0 ? "+" : "−"}${tenths.format(Math.abs(n))}`);
// A relative change, to a tenth of a per cent.
export const signedPercent = (x) => perCent(signed(Math.round(1000 * x) / 10));
export const points = (x) => signed(whole(x));
export const inPoints = (x) => t("guess.points", { points: points(x), n: Math.abs(whole(x)) });
// A difference of two shares as the page shows them, so that the numbers on the screen agree.
export const apart = (a, b) => whole(a) - whole(b);
// A title inside a sentence: nouns keep their capital letter in German.
export const inside = (title) => (language === "de" ? title : title.toLowerCase());
export const plain = (name) => name.replaceAll("_", " ");
export const policyTitle = (name) => textOr(`policy.${name}.title`, plain(name));
const decimals = new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
// A number that is no share, such as a value in weeks of work.
export const decimal = (x) => decimals.format(x).replace("-", "−");
export const list = (parts) => new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
export const years = (weeks) => (weeks % 52 ? t("count.weeks", { n: weeks }) : t("count.years", { n: weeks / 52 }));
