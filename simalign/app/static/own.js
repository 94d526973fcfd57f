// An organisation of one's own: its files, what was understood of them, and what is wrong with them, in its place.

import { Decide } from "./decide.js";
import { tell } from "./bench.js";
import { byId, html, option } from "./elements.js";
import { asJson, saved } from "./wire.js";
import { list, plain, several } from "./words.js";

const FILES = [["members", "Who works there and reports to whom: a CSV with id and manager"], ["ties", "Who works with whom (if you have it): a CSV with source and target, or GraphML"]];
const LIKELY = { id: /\b(id|number|nr|no|personnel|name)\b/i, manager: /manager|reports|boss|supervisor/i, name: /\bname\b/i, department: /depart|unit|team/i, level: /level|band|grade/i, customer_facing: /customer/i };
const LETTERS = 0.74; // of what is sent, which is in base64, is the files themselves

export class Own {
  constructor(state, bench, go) {
    Object.assign(this, { state, bench, go, place: byId("own"), files: {}, columns: {}, word: null });
    this.decide = new Decide(state, bench, go);
  }

  show() {
    this.bench.shown = null;
    if (!this.found) this.build();
    this.decide.offer();
  }

  dressed() {
    this.decide.dressed();
  }

  // The window closes: what it brought is forgotten.
  leave() {
    if (this.word && !saved) navigator.sendBeacon("api/forget", new Blob([JSON.stringify({ word: this.word })], { type: "application/json" }));
  }

  build() {
    this.hide = html("input", { type: "checkbox", id: "hide", onchange: () => this.read() });
    this.found = html("div", { "aria-live": "polite", id: "found" });
    this.forget = html("button", { type: "button", hidden: true, onclick: () => this.drop() }, "Forget it");
    const inputs = FILES.map(([kind, text]) => {
      const input = html("input", { type: "file", id: `file-${kind}`, accept: ".csv,.tsv,.txt,.graphml,text/csv" });
      input.addEventListener("change", () => this.take(kind, input.files[0]));
      return html("label", {}, html("span", {}, text), input);
    });
    const zone = html("div", { class: "drop" }, html("p", {}, html("b", {}, "Drop the files here"), ", or choose them:"), ...inputs, html("label", { class: "check" }, this.hide, " Hide names: people become numbers, here and in everything that is saved"));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      this.dropped([...event.dataTransfer.files]);
    });
    this.place.replaceChildren(
      html("h2", {}, "1. Who works there?"),
      html("p", { class: "help" }, (this.shared ? "It goes, not encrypted, to the machine of whoever started simalign, which reads it in memory only, so bring no real one. It is never written to a disk, and forgotten when you close this window." : "It is read in this machine's memory only, never written to a disk, and forgotten when you close this window.") + " The button below works as soon as a file has been read."),
      zone, this.found, this.forget, this.decide.element,
    );
  }

  // Of two files, the one that is called so or holds a column source is the ties.
  async dropped(files) {
    const kinds = new Set();
    for (const file of files) {
      const start = (await file.slice(0, 4000).text()).split(/\r?\n/, 1)[0].toLowerCase();
      const ties = /graphml$/i.test(file.name) || (/source/.test(start) && /target/.test(start));
      const kind = ties ? "ties" : "members";
      if (kinds.has(kind)) return tell(`Please drop one file of ${ties ? "who works with whom" : "who works there"}, and not ${files.map((one) => one.name).join(", ")} at once.`);
      kinds.add(kind);
      await this.take(kind, file, false);
    }
    return this.read();
  }

  get largest() {
    return LETTERS * (this.most?.upload ?? Infinity);
  }

  async take(kind, file, read = true) {
    if (!file) delete this.files[kind];
    else if (file.size + (this.files[kind === "ties" ? "members" : "ties"]?.size ?? 0) > this.largest) return tell(`${file.name} is too large for the page: both files together may have ${Math.floor(this.largest / 1024)} KB. The command line reads more.`);
    else this.files[kind] = { name: file.name, size: file.size, content: await base64(file) };
    if (kind === "members") this.columns = {};
    if (read) await this.read();
  }

  async read() {
    if (!this.files.members) return this.files.ties && tell("The file of who works with whom needs the one of who works there.");
    try {
      const { files, columns } = this;
      const sent = Object.fromEntries(Object.entries(files).map(([kind, { name, content }]) => [kind, { name, content }]));
      const found = await asJson("organisation", { ...sent, columns, hidden: this.hide.checked });
      tell(null);
      this.leave();
      this.replace(found.word ?? null);
      this.forget.hidden = false;
      this.found.replaceChildren(...(found.understood ? understood(found.understood) : this.problems(found)));
      this.decide.organisation(this.word, found.understood?.people ?? 0, !found.understood);
      if (found.understood && !found.understood.files.ties && files.ties) tell("The ties were not used.");
    } catch (error) {
      tell(error.message);
    }
    return undefined;
  }

  // Side by side shows what was read last.
  replace(word) {
    const { state } = this;
    if (word && state.organisation === `own:${this.word}`) state.organisation = `own:${word}`;
    this.word = word;
  }

  async drop() {
    this.leave();
    Object.assign(this, { files: {}, columns: {}, word: null });
    this.build();
    this.decide.organisation(null, 0);
    this.place.querySelector("input").focus();
  }

  problems({ problems, more, header, ours }) {
    const rows = problems.map((one) => {
      const where = [one.file, one.line && `line ${one.line}`, one.column && `column ${one.column}`].filter(Boolean).join(", ");
      const given = one.value === null ? "" : one.value === "" ? " The cell is empty." : ` It says “${one.value}”.`;
      const cells = one.row.map((cell) => html("td", { class: cell.wrong ? "wrong" : "" }, cell.text || "(empty)"));
      const row = cells.length ? html("div", { class: "wide", tabindex: 0, role: "group", "aria-label": `The row of ${where}` }, html("table", { class: "cells" }, html("tr", {}, ...cells))) : "";
      return html("li", {}, html("b", {}, where ? `${where}: ` : ""), `${one.message}${one.message.endsWith("?") ? "" : "."}${given}`, one.allowed ? html("span", { class: "allowed" }, ` Allowed: ${one.allowed}.`) : "", row);
    });
    const rest = more > 0 ? html("p", {}, `And ${more} more like these.`) : "";
    return [html("div", { class: "wrongs", role: "alert" }, html("h3", {}, `${several(problems.length + Math.max(0, more), "thing")} to mend in the file`), html("ol", {}, ...rows), rest), this.mapping(header, ours)];
  }

  // Which of the file's columns is which of ours.
  mapping(header, ours) {
    if (!header.length || ours.slice(0, 2).every((name) => header.includes(name))) return "";
    const taken = new Set();
    const picks = ours.map((name) => {
      const meant = this.columns[name] ?? likely(name, header.filter((own) => !taken.has(own)));
      taken.add(meant);
      return [name, html("select", { id: `column-${name}` }, option("", "not in the file", ""), ...header.map((own) => option(own, own, meant)))];
    });
    const form = html("form", { class: "fields" }, ...picks.map(([name, pick]) => html("label", {}, CALLED[name] ?? plain(name), pick)), html("button", { type: "submit" }, "Read it so"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.columns = Object.fromEntries(picks.map(([name, pick]) => [name, pick.value]).filter(([name, own]) => own && own !== name));
      this.read();
    });
    return html("div", { class: "mapping" }, html("h3", {}, "Are the columns called otherwise?"), html("p", { class: "help" }, "id and manager are needed: a manager's cell holds the id of somebody else in the file, and is empty for the head."), form);
  }
}

// The column that may well be meant by one of our names.
const likely = (name, header) => (header.includes(name) ? name : header.find((own) => LIKELY[name]?.test(own)) ?? "");
const CALLED = { id: "id: who somebody is", manager: "manager: the id of whom they report to", key: "key: a number that stays theirs when the file changes" };

function understood(found) {
  const roles = Object.entries(found.roles).filter(([, count]) => count).map(([role, count]) => several(count, role, `${role}s`));
  const most = Math.max(...found.levels, 1);
  const levels = found.levels.map((count, n) => html("tr", {}, html("th", { scope: "row" }, `Level ${n + 1}`), html("td", { class: "count" }, String(count)), html("td", {}, html("meter", { min: 0, max: most, value: count, "aria-label": several(count, "person", "people") }))));
  const teams = found.departments.map(([name, size, lead]) => html("tr", {}, html("th", { scope: "row" }, name), html("td", { class: "count" }, String(size)), html("td", {}, `led by ${lead}`)));
  const span = found.span ? ` Those who lead have ${found.span[1].toFixed(1)} reports on average, at most ${found.span[2]}.` : "";
  const ties = found.ties ? `${several(found.ties, "working tie")}, counted from each side${found.isolated ? `; ${several(found.isolated, "person has", "people have")} none` : ""}.` : "No working ties were given: people see only what their managers do.";
  const given = Object.entries(found.given).map(([name, count]) => `${plain(name)} (${count})`);
  const notes = [...found.warnings, ...found.readings.flatMap((one) => one.notes)];
  const columns = found.readings.map((one) => `${one.format}; columns used: ${list(Object.entries(one.used).map(([ours, own]) => (ours === own ? ours : `${own} as ${ours}`)))}${one.unused.length ? `; not used: ${list(one.unused)}` : ""}.`);
  return [
    html("h3", {}, "This is what was understood"),
    html("p", { class: "said" }, `${several(found.people, "person", "people")}, headed by ${found.head}: ${list(roles)}.${span} ${ties}`),
    html("div", { class: "pairs" },
      html("table", { class: "counts" }, html("caption", {}, several(found.levels.length, "level")), ...levels),
      html("table", { class: "counts" }, html("caption", {}, several(found.departments.length, "department")), ...teams)),
    given.length ? html("p", {}, `Starting values given: ${list(given)}.`) : "",
    notes.length ? html("div", { class: "notes" }, html("h3", {}, "Worth a look"), html("ul", {}, ...notes.map((one) => html("li", {}, one)))) : "",
    html("details", {}, html("summary", {}, "How the files were read"), ...columns.map((one) => html("p", { class: "help" }, one))),
  ];
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
