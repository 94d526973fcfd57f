// What a newcomer sees first: a scene of twelve seconds, then a prediction, then the page itself.

import { all, byId, html } from "../base/elements.js";
import { results } from "../base/results.js";
import { t } from "../base/text.js";
import { tell } from "../bench/tell.js";
import { ASKED } from "./claim.js";
import { prediction } from "./prediction.js";
import { SECONDS, Scene } from "./scene.js";

const WAIT = 50; // milliseconds

export class Opening {
  constructor(bench) {
    this.bench = bench;
    this.place = byId("opening");
    this.playing = 0;
    this.place.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    addEventListener("resize", () => {
      if (this.place.hidden || !this.scene?.run || !this.scene.element.isConnected) return;
      this.scene.fit();
      this.scene.at(this.seconds);
    });
  }

  // The stage, before there is anything to play.
  raise() {
    this.scene = new Scene();
    this.seconds = 0;
    this.progress = html("i");
    this.skip = html("button", { type: "button", onclick: () => this.close() }, t("opening.skip"));
    this.next = html("button", { type: "button", class: "main", hidden: true, onclick: () => this.predict() }, t("opening.turn"));
    this.again = html("button", { type: "button", hidden: true, onclick: () => this.play() }, t("opening.again"));
    const foot = html("div", { class: "foot" }, html("div", { class: "progress", "aria-hidden": "true" }, this.progress), this.next, this.again, this.skip, html("p", { class: "help" }, t("opening.source", { n: ASKED.replications })));
    this.place.replaceChildren(this.scene.claim, this.scene.element, foot);
    this.place.hidden = false;
    this.still(true);
    this.place.tabIndex = -1;
    this.place.focus();
  }

  async play() {
    this.raise();
    const mine = ++this.playing;
    try {
      const run = await results.run(ASKED);
      if (mine !== this.playing || this.place.hidden) return;
      this.scene.load(run);
    } catch (error) {
      this.close();
      tell(error.message);
      return;
    }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.end();
    else this.frames(mine);
  }

  frames(mine) {
    const began = performance.now();
    const frame = (now) => {
      if (mine !== this.playing || this.place.hidden || !this.scene.element.isConnected) return;
      this.seconds = Math.max(0, (now - began) / 1000);
      this.progress.style.setProperty("--done", String(Math.min(1, this.seconds / SECONDS)));
      if (this.seconds >= SECONDS) return this.end();
      this.scene.at(this.seconds);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  end() {
    this.seconds = SECONDS;
    this.scene.at(SECONDS);
    this.progress.style.setProperty("--done", "1");
    this.next.hidden = this.again.hidden = false;
    this.next.focus();
  }

  // The prediction is about the comparison behind, which may still be under way.
  async predict() {
    const mine = ++this.playing;
    this.next.disabled = true;
    while (!this.bench.run) await new Promise((go) => setTimeout(go, WAIT));
    if (mine !== this.playing || this.place.hidden) return;
    prediction(this.place, this.bench, () => this.close());
  }

  close() {
    if (this.place.hidden) return;
    this.playing++;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.still(false);
    byId("toggle").focus();
  }

  // While the opening is on the screen, nothing behind it can be reached.
  still(behind) {
    for (const part of all("body > header, body > main, body > footer, #play, .skip")) part.inert = behind;
  }
}
