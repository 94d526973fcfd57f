// Writing a lesson in the page: its YAML is checked by the server, played here, and saved as a file.

import { html } from "../base/elements.js";
import { t } from "../base/text.js";
import { asJson } from "../base/wire.js";
import { download } from "../bench/taking.js";

// source: the text to begin with. on: {play(lesson), back()}.
export function author(source, on) {
  const text = html("textarea", { id: "lesson-source", rows: 28, spellcheck: "false", autocapitalize: "off" });
  text.value = source;
  const problems = html("div", { role: "alert", class: "wrongs", hidden: true });
  const play = html("button", { type: "submit", class: "main" }, t("author.play"));
  const form = html("form", {}, html("label", { for: "lesson-source" }, t("author.source")), text, problems,
    html("p", { class: "row" }, play,
      html("button", { type: "button", onclick: () => download(text.value, "lesson.yaml", "text/yaml") }, t("author.save")),
      html("button", { type: "button", onclick: () => on.back() }, t("lessons.all"))),
    html("p", { class: "help" }, t("author.help")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    play.disabled = true;
    try {
      const lesson = await asJson("lesson", { text: text.value });
      problems.hidden = true;
      on.play({ ...lesson, source: text.value });
    } catch (error) {
      problems.replaceChildren(html("ul", {}, ...error.message.split("\n").map((one) => html("li", {}, one.replace(/^(\d+): /, (_, n) => `${t("own.line", { n })}: `)))));
      problems.hidden = false;
    }
    play.disabled = false;
  });
  return html("div", { class: "author" }, html("h2", { id: "lesson-title", tabindex: -1 }, t("author.title")), form);
}
