// An organisation of one's own: its files, what was understood of them, and what is wrong with them and where.

import { byId, html, option } from "../base/elements.js";
import { language } from "../base/language.js";
import { results } from "../base/results.js";
import { saved } from "../base/saved.js";
import { t } from "../base/text.js";
import { asJson } from "../base/wire.js";
import { tell } from "../bench/tell.js";
import { Decide } from "./decide.js";
import { understood } from "./understood.js";

const FILES = ["members", "ties", "survey"];
const ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.json,.yml,.yaml,.ldif,.graphml,.gexf,.gml,.net,.dl,text/csv";
const NETWORK = /\.(graphml|gexf|gml|net|dl)$/i;
const NAMED = ["id", "manager", "name", "department", "role", "level", "customer_facing", "key"]; // columns with a text
const COMMAND = "uv run simalign app";
const LETTERS = 0.74; // of what is sent, which is in base64, is the files themselves

export class Own {
  constructor(state, bench, go) {
    this.state = state;
    this.bench = bench;
    this.go = go;
    this.place = byId("own");
    this.files = {};
    this.columns = {};
    this.word = null;
    this.shared = false;
    this.most = null;
    this.decide = new Decide(state, bench, go);
  }

  show() {
    this.bench.shown = null;
    if (!this.found) this.build();
    if (!saved) this.decide.offer();
  }

  dressed() {
    this.decide.dressed();
  }

  // The window closes: what it brought is forgotten.
  leave() {
    if (this.word) navigator.sendBeacon("api/forget", new Blob([JSON.stringify({ word: this.word })], { type: "application/json" }));
  }

  build() {
    if (saved) return this.place.replaceChildren(html("p", {}, t("own.alone")), html("pre", {}, COMMAND));
    this.hide = html("input", { type: "checkbox", id: "hide", onchange: () => this.read() });
    this.found = html("div", { "aria-live": "polite", id: "found" });
    this.forget = html("button", { type: "button", hidden: true, onclick: () => this.drop() }, t("own.forget"));
    const inputs = FILES.map((kind) => {
      const input = html("input", { type: "file", id: `file-${kind}`, accept: ACCEPTED });
      input.addEventListener("change", () => this.take(kind, input.files[0]));
      return html("label", {}, html("span", {}, t(`own.${kind}`)), input);
    });
    const example = html("button", { type: "button", id: "example", onclick: () => this.decide.organisation(null, 0, { example: true }) }, t("own.example"));
    const zone = html("div", { class: "drop" }, html("p", {}, html("b", {}, t("own.drop")), " ", t("own.choose")), ...inputs, html("label", { class: "check" }, this.hide, ` ${t("own.hide")}`));
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
      html("h2", {}, t("own.title")), html("p", { class: "help" }, t(this.shared ? "own.shared" : "own.local")),
      zone, html("p", { class: "row" }, t("own.nofile"), " ", example), this.found, this.forget, this.decide.element,
    );
  }

  // Of several files, ties are those of a network or with a column source, and the others are the members.
  async dropped(files) {
    const kinds = new Set();
    for (const file of files) {
      const start = (await file.slice(0, 4000).text()).split(/\r?\n/, 1)[0].toLowerCase();
      const ties = NETWORK.test(file.name) || (/source/.test(start) && /target/.test(start));
      const kind = ties ? "ties" : "members";
      if (kinds.has(kind)) return tell(t("own.onefile", { kind: t(`own.kind.${kind}`), files: files.map((one) => one.name).join(", ") }));
      kinds.add(kind);
      await this.take(kind, file, false);
    }
    return this.read();
  }

  get largest() {
    return LETTERS * (this.most?.upload ?? Infinity);
  }

  async take(kind, file, read = true) {
    const others = FILES.filter((one) => one !== kind).reduce((sum, one) => sum + (this.files[one]?.size ?? 0), 0);
    if (!file) delete this.files[kind];
    else if (file.size + others > this.largest) return tell(t("own.large", { file: file.name, size: Math.floor(this.largest / 1024) }));
    else this.files[kind] = { name: file.name, size: file.size, content: await base64(file) };
    if (kind === "members") this.columns = {};
    return read ? this.read() : undefined;
  }

  async read() {
    if (!this.files.members) return Object.keys(this.files).length ? tell(t("own.membersfirst")) : undefined;
    try {
      const { files, columns } = this;
      this.decide.wait();
      const sent = Object.fromEntries(Object.entries(files).map(([kind, { name, content }]) => [kind, { name, content }]));
      const found = await asJson("organisation", { ...sent, columns, hidden: this.hide.checked, language });
      tell(null);
      this.leave();
      await this.replace(found.word ?? null, found.engine);
      this.forget.hidden = false;
      this.found.replaceChildren(...(found.understood ? understood(found.understood) : this.problems(found)));
      this.decide.organisation(this.word, found.understood?.people ?? 0, { broken: !found.understood, surveyed: Boolean(found.understood?.surveyed) });
      if (found.understood && !found.understood.files.ties && files.ties) tell(t("own.notused"));
    } catch (error) {
      tell(error.message);
      this.decide.organisation(this.word, this.decide.people, { broken: !this.word });
    }
    return undefined;
  }

  // Side by side shows what was read last.
  async replace(word, organisation = null) {
    const { state } = this;
    if (word) await results.add(`own:${word}`, organisation);
    if (this.word) await results.forget(`own:${this.word}`);
    if (word && state.organisation === `own:${this.word}`) state.organisation = `own:${word}`;
    this.word = word;
  }

  async drop() {
    this.leave();
    await this.replace(null);
    Object.assign(this, { files: {}, columns: {} });
    this.build();
    this.decide.organisation(null, 0);
    this.place.querySelector("input").focus();
  }

  problems({ problems, more, header, ours, guesses }) {
    const rows = problems.map((one) => {
      const where = [one.file, one.line && t("own.line", { n: one.line }), one.column && t("own.column", { name: one.column })].filter(Boolean).join(", ");
      const given = one.value === null ? "" : one.value === "" ? ` ${t("own.empty")}` : ` ${t("own.says", { value: one.value })}`;
      const cells = one.row.map((cell) => html("td", { class: cell.wrong ? "wrong" : "" }, cell.text || t("own.blank")));
      const row = cells.length ? html("div", { class: "wide", tabindex: 0, role: "group", "aria-label": t("own.row", { where }) }, html("table", { class: "cells" }, html("tr", {}, ...cells))) : "";
      return html("li", {}, html("b", {}, where ? `${where}: ` : ""), `${one.message}${one.message.endsWith("?") ? "" : "."}${given}`, one.allowed ? html("span", { class: "allowed" }, ` ${t("own.allowed", { allowed: one.allowed })}`) : "", row);
    });
    const rest = more > 0 ? html("p", {}, t("own.more", { n: more })) : "";
    return [html("div", { class: "wrongs", role: "alert" }, html("h3", {}, t("own.problems", { n: problems.length + Math.max(0, more) })), html("ol", {}, ...rows), rest), this.mapping(header, ours, guesses)];
  }

  // Which of the file's columns is which of ours.
  mapping(header, ours, guesses) {
    if (!header.length || ours.slice(0, 2).every((name) => header.includes(name))) return "";
    const picks = ours.map((name) => {
      const meant = this.columns[name] ?? guesses[name] ?? "";
      return [name, html("select", { id: `column-${name}` }, option("", t("own.absent"), ""), ...header.map((column) => option(column, column, meant)))];
    });
    const labels = picks.map(([name, pick]) => html("label", {}, NAMED.includes(name) ? t(`column.${name}`) : name.replaceAll("_", " "), pick));
    const form = html("form", { class: "fields" }, ...labels, html("button", { type: "submit" }, t("own.use")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.columns = Object.fromEntries(picks.map(([name, pick]) => [name, pick.value]).filter(([name, column]) => column && column !== name));
      this.read();
    });
    return html("div", { class: "mapping" }, html("h3", {}, t("own.match")), html("p", { class: "help" }, t("own.matchhelp")), form);
  }
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(text);
}
