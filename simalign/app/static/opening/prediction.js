// "Your turn": where do people come to want it most? A choice, and then the curve draws itself.

import { html } from "../base/elements.js";
import { trace } from "../base/run.js";
import { t } from "../base/text.js";
import { list, percent } from "../base/words.js";
import { Curves } from "../charts/curves.js";
import { looks } from "../charts/looks.js";

const MEASURE = "want";
const DRAWING = 3000; // milliseconds in which the curve draws itself

export function prediction(place, bench, done) {
  const { run, state } = bench;
  const look = looks(state.policies);
  const titles = bench.titles();
  const leave = html("button", { type: "button", onclick: done }, t("opening.skip"));
  const choices = titles.map((name, n) => {
    const mark = html("i", { "aria-hidden": "true" });
    mark.style.setProperty("--own", look[n].colour);
    return html("button", { type: "button", onclick: () => reveal(n) }, html("b", {}, mark, name), bench.panels[n].text.textContent.split(". ")[0]);
  });
  const heading = html("h2", { tabindex: -1 }, t("opening.ask", { weeks: run.weeks }));
  const ask = html("div", { class: "ask" }, heading, html("div", { class: "choices" }, ...choices), html("p", {}, leave));
  place.replaceChildren(ask);
  heading.focus();

  function reveal(guess) {
    for (const one of choices) one.disabled = true;
    choices[guess].setAttribute("aria-pressed", "true");
    const box = html("div", { class: "curves", id: "opening-figures" });
    const said = html("p", { class: "verdict", role: "status" });
    ask.replaceChildren(heading, html("div", { class: "choices" }, ...choices), box, said);
    const curves = new Curves(box, { seek() {} }, [MEASURE]);
    curves.show(run, look, titles, bench.catalogue.measures);
    const finish = () => {
      curves.reveal(null);
      said.textContent = verdict(run, titles, guess);
      const open = html("button", { type: "button", class: "main", onclick: done }, t("opening.sandbox"));
      ask.append(html("p", {}, open));
      open.focus();
    };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return finish();
    const began = performance.now();
    const frame = (now) => {
      if (!box.isConnected) return;
      const share = Math.max(0, (now - began) / DRAWING);
      if (share >= 1) return finish();
      curves.reveal(share * run.weeks);
      requestAnimationFrame(frame);
    };
    curves.reveal(0);
    requestAnimationFrame(frame);
  }
}

// Whether the guess was right, and the numbers; a lead within the bands is called a draw.
export function verdict(run, titles, guess) {
  const [mean, low, high] = [0, 1, 2].map((which) => run.policies.map((_, n) => trace(run, n, MEASURE, which).at(-1)));
  const first = mean.indexOf(Math.max(...mean));
  const draw = mean.some((_, n) => n !== first && high[n] >= low[first]);
  const values = list(titles.map((policy, n) => t("opening.value", { policy, value: percent(mean[n]) })));
  const key = draw ? "opening.draw" : guess === first ? "opening.right" : "opening.wrong";
  return t(key, { policy: titles[first], values });
}
