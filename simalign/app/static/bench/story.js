// One person under each policy: their way in one picture, three lines, and the numbers with their differences marked.

import { byId, colour, html, svg } from "../base/elements.js";
import { t, textOr } from "../base/text.js";
import { apart, list, percent } from "../base/words.js";
import { area, line, scaleLinear } from "../vendor/d3.js";

const [HEARD, SAW, TALK, NEW, NEW_BOSS] = [1, 2, 4, 8, 16];
const NUMBERS = ["know", "boss_know", "boss_do", "accept", "reasons", "trust", "needs", "mandate", "watched", "autonomy", "pressure", "control", "accustomed", "resistance"];
const [CLEAR, FRIENDS] = [10, 5]; // points from which a difference is marked; colleagues who are named
const [W, H, PAD] = [300, 74, 4]; // pixels of the picture

export class Story {
  constructor(closed) {
    this.place = byId("story");
    this.closed = closed;
    this.history = null;
    this.run = null;
    this.titles = [];
    this.looks = [];
  }

  open(history, run, titles, looks) {
    Object.assign(this, { history, run, titles, looks });
    const one = history.person;
    const close = html("button", { type: "button", class: "close", onclick: () => this.close() }, t("story.close"));
    const title = html("h2", { id: "story-title", tabindex: -1 }, t("story.title", { name: one.name, role: textOr(`role.${one.role}`, one.role) }));
    const where = history.manager === one.name ? t("story.head") : t("story.reports", { manager: history.manager });
    const more = history.colleagues.length - FRIENDS;
    const friends = history.colleagues.length ? t(more > 0 ? "story.friendsmore" : "story.friends", { names: more > 0 ? history.colleagues.slice(0, FRIENDS).join(", ") : list(history.colleagues), more }) : "";
    const intro = html("p", {}, [run.departments[one.department], where, history.reports ? t("story.leads", { n: history.reports }) : ""].filter(Boolean).join("; "), ". ", friends);
    this.lives = titles.map((name, n) => {
      const body = html("div");
      const life = html("div", { class: "life" }, html("h3", {}, t("story.under", { policy: name })), body);
      life.style.setProperty("--own", looks[n].colour);
      return { life, body };
    });
    this.numbers = html("div", { class: "wide", tabindex: 0, role: "group", "aria-label": t("story.numbers") });
    this.place.replaceChildren(close, title, intro, html("div", { class: "lives" }, ...this.lives.map(({ life }) => life)), html("details", {}, html("summary", {}, t("story.numbers")), this.numbers));
    this.place.hidden = false;
    this.shown = null;
  }

  hide() {
    this.place.hidden = true;
  }

  close() {
    this.hide();
    this.closed();
  }

  week(week) {
    const whole = Math.round(week);
    if (this.place.hidden || this.shown === whole) return;
    this.shown = whole;
    for (const [n, { body }] of this.lives.entries()) body.replaceChildren(...this.life(n, whole));
    this.numbers.replaceChildren(this.table(whole));
  }

  line(n, week, name) {
    const { lines, arrays } = this.history;
    return arrays[`lines${n}`][week * lines.length + lines.indexOf(name)];
  }

  life(n, week) {
    const say = (term, text) => html("div", {}, html("dt", {}, t(term)), html("dd", {}, text));
    return [this.way(n, week), html("dl", {}, say("story.heard", this.heard(n, week)), say("story.wants", this.wants(n, week)), say("story.resists", this.resists(n, week)))];
  }

  // What they want and do over the weeks, and the gap between.
  way(n, week) {
    const weeks = this.run.weeks;
    const of = (name) => Array.from({ length: weeks + 1 }, (_, w) => this.line(n, w, name));
    const [wants, does] = [of("want"), of("do")];
    const x = scaleLinear([0, weeks], [PAD, W - PAD]);
    const y = scaleLinear([0, 1], [H - PAD, PAD]);
    const drawn = line((_, w) => x(w), (value) => y(value)).digits(1);
    const between = area().x((_, w) => x(w)).y0((_, w) => y(wants[w])).y1((_, w) => y(does[w])).digits(1);
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, class: "way", role: "img", "aria-label": t("story.way", { does: percent(does[week]), wants: percent(wants[week]) }) });
    picture.append(
      svg("path", { d: between(wants), fill: this.looks[n].colour, "fill-opacity": 0.22 }),
      svg("path", { d: drawn(does), fill: "none", stroke: this.looks[n].colour, "stroke-width": 2 }),
      svg("path", { d: drawn(wants), fill: "none", stroke: this.looks[n].colour, "stroke-width": 1.6, "stroke-dasharray": "3 3" }),
      svg("line", { x1: x(week), x2: x(week), y1: 0, y2: H, stroke: colour("--ink") }),
    );
    return picture;
  }

  heard(n, week) {
    const { history } = this;
    if (!week) return t("story.notyet");
    const events = [...history.arrays[`events${n}`].subarray(1, week + 1)];
    const count = (bit) => events.filter((one) => one & bit).length;
    const turnover = (bit, who) => (events.at(-1) & bit ? t("story.left", { who }) : count(bit) ? t("story.turnover", { who, n: count(bit) }) : "");
    const changes = [turnover(NEW, history.person.name), history.leader ? "" : turnover(NEW_BOSS, history.manager)].filter(Boolean);
    if (history.leader) return [t("story.leader"), ...changes].join(" ");
    return [t("story.spoke", { weeks: week, speaker: history.manager, heard: count(HEARD), saw: count(SAW), talks: count(TALK), know: percent(this.line(n, week, "know")) }), ...changes].join(" ");
  }

  wants(n, week) {
    const [wants, does] = [this.line(n, week, "want"), this.line(n, week, "do")];
    return t("story.time", { wants: percent(wants), does: percent(does), gap: Math.abs(apart(does, wants)), side: Math.sign(apart(does, wants)) === 0 ? "same" : does > wants ? "more" : "less" });
  }

  resists(n, week) {
    const get = (name) => this.line(n, week, name);
    const level = get("resistance");
    const beyond = get("control") - get("accustomed");
    const head = t("story.resistance", { level: percent(level), degree: level < 0.05 ? "hardly" : level > 0.5 ? "strong" : "some" });
    if (beyond <= 0.005) return `${head} ${t("story.used", { control: percent(get("control")) })}`;
    return `${head} ${t("story.beyond", { control: percent(get("control")), accustomed: percent(get("accustomed")) })} ${t(`story.reason.${this.reason(n, week)}`)}`;
  }

  // What counts most, of all that raises control or lets it be felt as a threat.
  reason(n, week) {
    const get = (name) => this.line(n, week, name);
    const causes = [[get("mandate"), "mandate"], [1 - get("autonomy"), "autonomy"], [1 - get("voice"), "voice"], [1 - get("trust"), "trust"], [1 - get("reasons"), "reasons"]];
    return causes.sort(([a], [b]) => Number(b) - Number(a))[0][1];
  }

  // All numbers of the week; what differs clearly from the last policy is marked.
  table(week) {
    const head = html("tr", {}, html("td"), ...this.titles.map((name) => html("th", { scope: "col" }, name)));
    const rows = NUMBERS.map((name) => {
      const values = this.titles.map((_, n) => this.line(n, week, name));
      const cells = values.map((value) => html("td", { class: Math.abs(apart(value, values.at(-1))) >= CLEAR ? "differs" : "" }, percent(value)));
      return html("tr", {}, html("th", { scope: "row" }, t(`line.${name}`)), ...cells);
    });
    return html("table", { class: "read-off" }, head, ...rows);
  }
}
