// One person under each policy: agenda, what they heard from whom, and why they resist or not. All numbers are the model's.

import { byId, colour, html, svg } from "./elements.js";
import { list, percent, plain, several } from "./words.js";

const [HEARD, SAW, TALK, NEW, NEW_BOSS, OTHER_BOSS, GONE] = [1, 2, 4, 8, 16, 32, 64];
const BARS = [["agenda", "own agenda"], ["wants", "wants"], ["does", "does"], ["knows", "takes their part of the strategy to be"], ["part", "their part of the strategy"]];

export class Story {
  constructor(closed) {
    this.place = byId("story");
    this.closed = closed;
  }

  open(told, run, titles, looks, letters) {
    Object.assign(this, { told, run, titles, looks, letters });
    const one = told.person;
    const close = html("button", { type: "button", class: "close", onclick: () => this.close() }, "Close");
    const title = html("h2", { id: "story-title", tabindex: -1 }, `${one.name}, ${one.role}`);
    const where = told.manager === one.name ? "leads the organisation" : `reports to ${told.manager}`;
    const team = told.reports ? `, leads ${several(told.reports, "person", "people")}` : "";
    const friends = told.colleagues.length ? ` Works with ${list(told.colleagues.slice(0, 5))}${told.colleagues.length > 5 ? ` and ${told.colleagues.length - 5} more` : ""}.` : "";
    const intro = html("p", {}, `${run.departments[one.department]}; ${where}${team}.${friends}`);
    this.lives = titles.map((name, n) => {
      const body = html("div");
      const life = html("div", { class: "life" }, html("h3", {}, `Under ${name}`), body);
      life.style.setProperty("--own", looks[n].colour);
      return { life, body };
    });
    this.place.replaceChildren(close, title, intro, html("div", { class: "lives" }, ...this.lives.map(({ life }) => life)));
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
    this.lives.forEach(({ body }, n) => body.replaceChildren(...this.life(n, whole)));
  }

  line(n, week, name) {
    const { lines, arrays } = this.told;
    return arrays[`lines${n}`][week * lines.length + lines.indexOf(name)];
  }

  life(n, week) {
    const say = (term, text) => html("div", {}, html("dt", {}, term), html("dd", {}, text));
    const events = this.told.arrays[`events${n}`];
    if (events[week] & GONE) return [html("p", {}, `The position was cut in week ${events.findIndex((one) => one & GONE) - 1}. Nobody holds it any more, so there is nothing to tell.`)];
    return [this.bars(n, week), html("dl", {}, say("What they heard", this.heard(n, week)), say("What they want and do", this.wants(n, week)), say("Why they resist, or not", this.resists(n, week)))];
  }

  bars(n, week) {
    const { rows, goals, arrays } = this.told;
    const K = goals.length;
    const picture = svg("svg", { viewBox: `0 0 300 ${26 * BARS.length}`, class: "week-bars", role: "img", "aria-label": this.spoken(n, week) });
    BARS.forEach(([name, title], b) => {
      const start = (week * rows.length + rows.indexOf(name)) * K;
      let x = 0;
      picture.append(svg("text", { x: 0, y: 26 * b + 9, "font-size": 9.5, fill: colour("--soft") }, title));
      for (let k = 0; k < K; k++) {
        const width = 300 * arrays[`rows${n}`][start + k];
        picture.append(svg("rect", { x, y: 26 * b + 12, width, height: 12, fill: colour(`--goal-${k % 8}`), stroke: colour("--card"), "stroke-width": 0.6 }));
        if (width > 11) picture.append(svg("text", { x: x + width / 2, y: 26 * b + 21.5, "text-anchor": "middle", "font-size": 9, "font-weight": 700, fill: colour("--letter") }, this.letters[k]));
        x += width;
      }
    });
    return picture;
  }

  main(n, week, name) {
    const { rows, goals, arrays } = this.told;
    const start = (week * rows.length + rows.indexOf(name)) * goals.length;
    const own = [...arrays[`rows${n}`].subarray(start, start + goals.length)];
    const k = own.indexOf(Math.max(...own));
    return `${plain(goals[k])} ${percent(own[k])}`;
  }

  spoken(n, week) {
    return BARS.map(([name, title]) => `${title}: mostly ${this.main(n, week, name)}`).join("; ");
  }

  heard(n, week) {
    const { told } = this;
    if (!week) return "The policy has not started yet.";
    const events = [...told.arrays[`events${n}`].subarray(1, week + 1)];
    const count = (bit) => events.filter((one) => one & bit).length;
    const changes = (bit, who) => (events.at(-1) & bit ? ` ${who} left this week; somebody new has the seat.` : count(bit) ? ` Since the start the seat of ${who} has changed hands ${count(bit) === 1 ? "once" : several(count(bit), "time")}.` : "");
    const seats = changes(NEW, told.person.name) + (told.leader ? "" : changes(NEW_BOSS, told.manager));
    if (told.leader) return `Is one of the leaders, and so knows the strategy from the source.${seats}`;
    const other = events.at(-1) & OTHER_BOSS;
    const [speaker, now] = other ? ["their managers", "their new manager"] : [told.manager, told.manager];
    const since = `In ${several(week, "week")} ${speaker} spoke of the strategy in ${count(HEARD)}, they saw it for themselves in ${count(SAW)}, and there ${count(TALK) === 1 ? "was" : "were"} ${several(count(TALK), "talk")} about their own work.`;
    const boss = `What ${now} takes the strategy to ask of them is ${percent(this.line(n, week, "boss_know"))} right, and ${percent(this.line(n, week, "boss_do"))} of what ${now} does serves it.`;
    return `${since} ${boss} Of what they themselves take their own part to be, ${percent(this.line(n, week, "know"))} is right.${seats}`;
  }

  wants(n, week) {
    const get = (name) => this.line(n, week, name);
    const gap = Math.round(100 * (get("do") - get("want")));
    const apart = gap === 0 ? "the same" : `${Math.abs(gap)} points ${gap > 0 ? "more" : "less"} than they want`;
    const time = `They would spend ${percent(get("want"))} of the week on their part of the strategy and do spend ${percent(get("do"))}: ${apart}. They would mostly work on ${this.main(n, week, "wants")}, and mostly do work on ${this.main(n, week, "does")}.`;
    const why = `Beside their own agenda, what they know of the strategy counts ${percent(get("accept"))} in what they want, what they see others do the rest. They see ${percent(get("reasons"))} of the reasons for it and trust management ${percent(get("trust"))}; their needs for freedom, mastery and company are met to ${percent(get("needs"))}.`;
    return `${time} ${why} Orders and pay press with ${percent(get("pressure"))} of their full weight.`;
  }

  resists(n, week) {
    const get = (name) => this.line(n, week, name);
    const level = get("resistance");
    const head = `Resistance is ${level.toFixed(2)} of 1${level < 0.05 ? ": hardly any" : level > 0.5 ? ": strong" : ""}. `;
    const [control, accustomed, mandate] = [get("control"), get("accustomed"), get("mandate")];
    const beyond = control - accustomed;
    const used = beyond > 0.005
      ? `That is more than the ${percent(accustomed)} they are used to, and resistance answers to what is more.`
      : `They are used to ${percent(accustomed)}, and nobody resists what they are used to.`;
    const press = `Management controls ${percent(control)} of what they do. ${used}`;
    const levers = `Orders weigh ${percent(mandate)}, ${percent(get("watched"))} of the work is seen, ${percent(get("autonomy"))} of how they work is left to them.`;
    const flow = week ? ` This week resistance grew by ${get("rise").toFixed(3)} and wore off by ${get("fall").toFixed(3)}.` : "";
    return `${head}${press}${beyond > 0.005 ? ` What counts most: ${this.reason(n, week)}.` : ""} ${levers}${flow}`;
  }

  // What counts most, of all that raises control or lets it be felt as a threat.
  reason(n, week) {
    const get = (name) => this.line(n, week, name);
    const causes = [
      [get("mandate"), "the orders that they are given"],
      [1 - get("autonomy"), "how they work is not left to them"],
      [1 - get("voice"), "they have little say"],
      [1 - get("trust"), "they hardly trust management"],
      [1 - get("reasons"), "they see no reasons for it"],
    ].sort(([a], [b]) => b - a);
    return causes[0][1];
  }
}
