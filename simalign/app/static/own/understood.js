// How an organisation was read: its chart as a picture of levels, its departments, and what was changed on the way.

import { html } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { list } from "../base/words.js";

export function understood(found) {
  const roles = Object.entries(found.roles).filter(([, count]) => count).map(([role, count]) => t("own.role", { n: count, role: textOr(`role.${role}`, role) }));
  const most = Math.max(...found.levels, 1);
  const levels = found.levels.map((count, n) => html("tr", {}, html("th", { scope: "row" }, t("own.level", { n: n + 1 })), html("td", { class: "count" }, String(count)), html("td", {}, html("meter", { min: 0, max: most, value: count, "aria-label": t("count.people", { n: count }) }))));
  const teams = found.departments.map(([name, size, lead]) => html("tr", {}, html("th", { scope: "row" }, name), html("td", { class: "count" }, String(size)), html("td", {}, t("own.led", { lead }))));
  const span = found.span ? t("own.span", { mean: Math.round(10 * found.span[1]) / 10, most: found.span[2] }) : "";
  const ties = found.ties ? t("own.tiesfound", { n: found.ties, isolated: found.isolated ?? 0 }) : t("own.noties");
  const given = Object.entries(found.given).map(([name, count]) => `${name} (${count})`);
  const account = found.readings.flatMap((one) => one.account);
  const survey = found.readings.flatMap((one) => one.survey);
  const notes = [...found.warnings, ...found.readings.flatMap((one) => one.notes)];
  const columns = found.readings.map((one) => t("own.read", { format: one.format, used: list(Object.entries(one.used).map(([ours, theirs]) => (ours === theirs ? ours : t("own.as", { ours, theirs })))), unused: one.unused.length ? list(one.unused) : "none" }));
  const bullets = (title, kind, lines) => (lines.length ? html("div", { class: `notes ${kind}` }, html("h3", {}, t(title)), html("ul", {}, ...lines.map((one) => html("li", {}, one)))) : "");
  return [
    html("h3", {}, t("own.understood")),
    html("p", { class: "said" }, [t("own.said", { n: found.people, head: found.head, roles: list(roles) }), span, ties].filter(Boolean).join(" ")),
    html("div", { class: "pairs" },
      html("table", { class: "counts" }, html("caption", {}, t("count.levels", { n: found.levels.length })), ...levels),
      html("table", { class: "counts" }, html("caption", {}, t("count.departments", { n: found.departments.length })), ...teams)),
    given.length ? html("p", {}, t("own.given", { values: list(given) })) : "",
    bullets("own.surveyfound", "survey", survey),
    bullets("own.changed", "account", account),
    bullets("own.look", "", notes),
    html("details", {}, html("summary", {}, t("own.how")), ...columns.map((one) => html("p", { class: "help" }, one))),
  ];
}
