// The language of the page: that of the address (lang=de), of the browser, or English.

export const LANGUAGES = ["en", "de"];

export function languageOf(hash, preferred) {
  const asked = /(?:^#?|&)lang=([a-z]{2})(?:&|$)/.exec(hash)?.[1];
  const wanted = [asked, ...preferred.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
}

export const language = languageOf(globalThis.location?.hash ?? "", globalThis.navigator?.languages ?? []);
