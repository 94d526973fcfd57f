// Taking it along: the link, the page, the numbers, the pictures.

import { byId, colour } from "./elements.js";
import { SvgPen } from "./pen.js";
import { draw } from "./picture.js";

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
    pen.text(w / 2, -16, `${column.title}, week ${Math.round(week)}`, 15, ink, "middle", 700);
    draw(pen, { ...column.scene(), chosen: null });
    pen.parts.push("</g>");
  });
  return pen.file(columns.length * (w + 20), h + head + 10, colour("--paper"));
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
