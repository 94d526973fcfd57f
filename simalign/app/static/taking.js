// Taking it along: the link, the page, the numbers, the pictures.

import { byId, colour } from "./elements.js";
import { SvgPen } from "./pen.js";
import { draw } from "./picture.js";

const LETTER = 7.2; // pixels that a letter takes, about
const WIDE = 0.65; // how wide a bold letter is, of its size
const KEY = "Disc: what a person does. Ring: what they want. The larger, the more of the week goes to what the strategy asks of their department. Colour: the goal most of the week goes to; a broken ring: they would rather work on another, that of its colour.";

export function download(content, name, kind) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: kind });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// All columns' pictures beside each other, as SVG.
export function pictureFile(columns, week) {
  const [w, h] = columns[0].size.map(Math.round);
  const head = 34;
  const pen = new SvgPen();
  const ink = colour("--ink");
  columns.forEach((column, n) => {
    pen.parts.push(`<g transform="translate(${n * (w + 20) + 10} ${head})">`);
    const title = `${column.title}, week ${Math.round(week)}`;
    pen.text(w / 2, -16, title, Math.min(15, w / (WIDE * title.length)), ink, "middle", 700);
    draw(pen, { ...column.scene(), chosen: null });
    pen.parts.push("</g>");
  });
  const wide = columns.length * (w + 20);
  return pen.file(wide, keyed(pen, columns[0], wide, h + head + 26), colour("--paper"));
}

// Under the pictures, what they mean; how high all is then.
function keyed(pen, { run, colours, letters }, wide, top) {
  const [ink, size] = [colour("--ink"), 16];
  let [x, y] = [10, top];
  for (const line of lines(KEY, Math.floor((wide - 20) / LETTER))) {
    pen.text(10, y, line, 12.5, ink, "start");
    y += 20;
  }
  run.goals.forEach(({ name }, k) => {
    const room = size + 24 + LETTER * name.length;
    if (x + room > wide) [x, y] = [10, y + 24];
    pen.chip(x + size / 2, y, size, colours.goals[k]);
    pen.text(x + size / 2, y, letters[k], 10.5, colours.letter, "middle", 700);
    pen.text(x + size + 6, y, name, 12.5, ink, "start");
    x += room;
  });
  return y + 20;
}

function lines(text, most) {
  const found = [""];
  for (const word of text.split(" ")) {
    if (found.at(-1).length + word.length >= most) found.push("");
    found.push(`${found.pop()} ${word}`.trim());
  }
  return found;
}

// An SVG file as PNG, twice as fine.
export async function png(text) {
  const picture = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * picture.width, 2 * picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export function listen(on) {
  const open = byId("take");
  open.addEventListener("click", () => {
    const taking = byId("taking");
    taking.hidden = !taking.hidden;
    open.setAttribute("aria-expanded", String(!taking.hidden));
  });
  for (const [id, act] of Object.entries(on)) byId(id).addEventListener("click", act);
}
