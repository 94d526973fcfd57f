// One lever: its slider with a mark where the preset has it, its value, and a way back.

import { html } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { inside } from "../base/words.js";
import { shown, titleOf } from "./force.js";

// about: {preset (value), changed, explained (with the sentence on what it does)}. on: {set(value), reset()}
export function leverRow(one, value, about, on) {
  const id = `lever-${one.name}`;
  const says = (part) => textOr(`lever.${one.name}.${part}`, one.help[part]);
  const never = isNever(one, value);
  const output = html("span", { class: "value" }, shown(one, never ? "never" : value));
  const input = html("input", { type: "range", id, min: one.low, max: one.high, step: one.step, value: never ? one.high : value, disabled: never, "aria-describedby": `${id}-help`, "aria-valuetext": output.textContent });
  const row = html("div", { class: `lever${about.changed ? " changed" : ""}` });
  const set = (to) => {
    input.disabled = to === "never";
    output.textContent = shown(one, to);
    input.setAttribute("aria-valuetext", output.textContent);
    row.classList.add("changed");
    on.set(to);
  };
  input.addEventListener("input", () => set(Number(input.value)));
  const preset = isNever(one, about.preset) ? one.high : about.preset;
  const track = html("span", { class: "track" }, input, html("i", { class: "preset", title: t("lever.preset", { value: shown(one, about.preset) }) }));
  track.style.setProperty("--preset", String((preset - one.low) / (one.high - one.low)));
  const back = html("button", { type: "button", class: "back-one", "aria-label": t("lever.back", { lever: titleOf(one) }), title: t("lever.back", { lever: titleOf(one) }), onclick: on.reset }, "↺");
  const ends = html("span", { class: "ends", "aria-hidden": "true" }, html("span", {}, says("low")), html("span", {}, says("high")));
  const help = html("p", { class: about.explained ? "help" : "unseen", id: `${id}-help` }, says("text"));
  row.append(html("label", { for: id, title: says("text") }, titleOf(one)), back, output, track, ends, help);
  if (one.interval) {
    const box = html("input", { type: "checkbox", checked: never });
    box.addEventListener("change", () => set(box.checked ? "never" : Number(input.value)));
    row.append(html("label", { class: "never" }, box, ` ${t("lever.neverat", { lever: inside(titleOf(one)) })}`));
  }
  return row;
}

const isNever = (one, value) => value === "never" || (value === 0 && one.step === 1);
