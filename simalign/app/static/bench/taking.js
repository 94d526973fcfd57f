// Export: the page, the numbers, the pictures.

import { byId, colour } from "../base/elements.js";
import { RANKS, rankTrace, ranksOf } from "../base/run.js";
import { t } from "../base/text.js";
import { apart, percent, signed } from "../base/words.js";
import { SvgPen } from "../picture/pen.js";
import { draw } from "../picture/scatter.js";

const WIDE = 0.65; // how wide a bold letter is, of its size
const [HEAD, FOOT, APART] = [34, 58, 20]; // pixels above, below and between the pictures

export function download(content, name, kind) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: kind });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// All policies' pictures beside each other, with the gaps by rank below, as SVG.
export function pictureFile(panels, week) {
  const [w, h] = panels[0].size.map(Math.round);
  const pen = new SvgPen();
  const ink = colour("--ink");
  panels.forEach((panel, n) => {
    pen.parts.push(`<g transform="translate(${n * (w + APART) + APART / 2} ${HEAD})">`);
    const title = t("taking.picture", { policy: panel.title, week: Math.round(week) });
    pen.text(w / 2, -16, title, Math.min(15, w / (WIDE * title.length)), ink, { weight: 700 });
    draw(pen, { ...panel.scene(), chosen: null });
    for (const [row, rank] of ranksOf(panel.run).entries()) gapLine(pen, panel, rank, Math.round(week), h + 12 + 20 * row);
    pen.parts.push("</g>");
  });
  return pen.file(panels.length * (w + APART), h + HEAD + FOOT, colour("--paper"));
}

function gapLine(pen, { run, n, colours }, rank, week, y) {
  const [wants, does] = [0, 1].map((what) => rankTrace(run, n, rank, what)[week]);
  pen.marks(rank === 0 ? "circle" : "triangle", [10, y], [0], 5, colours.ranks[rank]);
  pen.text(22, y, `${t(`rank.${RANKS[rank]}`)}: ${signed(apart(does, wants))} (${t("panel.parts", { does: percent(does), wants: percent(wants) })})`, 12.5, colours.ink, { anchor: "start" });
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
