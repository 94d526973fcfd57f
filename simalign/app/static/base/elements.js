// Making elements of HTML and SVG, text only ever as text.

const SVG = "http://www.w3.org/2000/svg";
/** @returns {any} */
export const byId = (id) => document.getElementById(id);
/** @returns {any[]} */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** @returns {any} */
export function html(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** @returns {any} */
export function svg(tag, given = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function option(value, text, chosen) {
  return html("option", { value, selected: value === chosen }, text);
}

// A colour of the page's palette, as it stands in light or dark.
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Text that the server made of Markdown, in which there is no HTML but its own; the page's policy runs no script of it.
export function rendered(text, kind) {
  const made = html("div", { class: kind });
  made.innerHTML = text;
  for (const link of made.querySelectorAll("a")) link.rel = "noreferrer";
  return made;
}
