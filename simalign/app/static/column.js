// One policy: its name, its picture of the organisation, and what it has moved since it started.

import { trace } from "./curves.js";
import { html, option, svg } from "./elements.js";
import { CanvasPen } from "./pen.js";
import { draw, GONE } from "./picture.js";
import { at, beside, seats } from "./seats.js";
import { percent, plain, points, several } from "./words.js";

const MOVED = [["know", "Know"], ["want", "Want"], ["do", "Do"], ["trust", "Trust"]];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Column {
  // on: {choose(preset), levers(), remove(), person(i), said(text)}
  constructor(n, catalogue, on) {
    this.n = n;
    this.on = on;
    this.cursor = null;
    this.select = html("select", { "aria-label": `Policy ${n + 1}`, onchange: () => on.choose(this.select.value) });
    this.select.append(...catalogue.policies.map((one) => option(one.name, one.title)), option("", "", ""));
    this.more = html("button", { type: "button", "aria-expanded": "false", "aria-controls": "levers", "aria-label": `Change levers of policy ${n + 1}`, onclick: () => on.levers() }, "Levers");
    this.less = html("button", { type: "button", "aria-label": `Remove policy ${n + 1}`, onclick: () => on.remove() }, "✕");
    this.text = html("p", { class: "text" });
    this.canvas = html("canvas", { tabindex: 0, role: "img", "aria-describedby": `moved-${n}` });
    this.table = html("table", { class: "moved", id: `moved-${n}` }, html("caption", {}, "Where they stand, and points since the start"));
    this.rows = MOVED.map(([, title]) => this.row(title));
    this.gap = html("p", { class: "gap" });
    this.events = html("p", { class: "help", hidden: true });
    this.element = html("article", { class: "policy" }, html("div", { class: "top" }, this.select, this.more, this.less), this.canvas, this.gap, this.events, this.table, this.text);
    this.listen();
  }

  row(title) {
    const bar = svg("rect", { x: 0, y: 4, height: 9, width: 0 });
    const start = svg("line", { y1: 0, y2: 17, "stroke-width": 2, stroke: "currentColor", "vector-effect": "non-scaling-stroke" });
    const value = html("td", { class: "value" });
    const change = html("td", { class: "change" });
    const ground = svg("rect", { x: 0, y: 4, width: 100, height: 9, fill: "currentColor", "fill-opacity": 0.1 });
    const picture = svg("svg", { viewBox: "0 0 100 17", preserveAspectRatio: "none", "aria-hidden": "true" }, ground, bar, start);
    this.table.append(html("tr", {}, html("th", { scope: "row" }, title), value, html("td", { class: "bar" }, picture), change));
    return { bar, start, value, change };
  }

  listen() {
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.canvas.addEventListener("click", (event) => {
      const found = this.there && at(this.there, ...place(event));
      if (found !== null && found !== undefined) this.on.person(found);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const found = this.there ? at(this.there, ...place(event)) : null;
      this.canvas.title = found === null ? "" : this.describe(found);
    });
    this.canvas.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!this.run) return;
      if (arrow) {
        event.preventDefault();
        this.cursor = this.cursor === null ? 0 : beside(this.there, this.cursor, ...arrow);
        this.on.said(`${this.describe(this.cursor)} Enter for the story.`);
        this.paint();
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        if (this.cursor !== null) this.on.person(this.cursor);
      }
    });
    this.canvas.addEventListener("blur", () => {
      this.cursor = null;
      if (this.run) this.paint();
    });
  }

  describe(i) {
    const { run, n } = this;
    const at = Math.round(this.week) * run.members.length + i;
    const own = (name) => percent(run.arrays[`${name}${n}`][at] / 255);
    const one = run.members[i];
    if (run.arrays[`do_goal${n}`][at] === GONE) return `${one.name}, ${one.role}, ${run.departments[one.department]}: the position was cut.`;
    const goal = (name) => run.goals[run.arrays[`${name}_goal${n}`][at]].name;
    const rather = goal("do") === goal("want") ? "" : `, would rather work on ${goal("want")}`;
    return `${one.name}, ${one.role}, ${run.departments[one.department]}: does ${own("do")}, wants ${own("want")}; works mostly on ${goal("do")}${rather}.`;
  }

  name(one, title, text, look) {
    this.select.value = one.preset;
    const own = this.select.lastElementChild;
    own.hidden = true;
    if (title !== plain(one.preset)) {
      own.value = one.preset;
      own.textContent = title;
      own.hidden = false;
      own.selected = true;
    }
    this.select.title = title;
    this.text.textContent = text;
    this.look = look;
    this.title = title;
    this.element.style.setProperty("--own", look.colour);
  }

  show(run, arrange, colours, letters, chosen) {
    Object.assign(this, { run, arrange, colours, letters, chosen });
    this.seat();
  }

  seat() {
    const box = this.canvas.getBoundingClientRect();
    const dots = Math.min(2, globalThis.devicePixelRatio || 1);
    this.size = [box.width, box.height];
    this.canvas.width = Math.round(box.width * dots);
    this.canvas.height = Math.round(box.height * dots);
    this.context = this.canvas.getContext("2d");
    this.context.setTransform(dots, 0, 0, dots, 0, 0);
    this.there = seats(this.run, this.arrange, box.width, box.height);
  }

  scene() {
    const { run, n, there, colours, letters } = this;
    return { run, n, week: this.week, there, colours, letters, chosen: this.cursor ?? this.chosen };
  }

  paint() {
    this.context.clearRect(0, 0, ...this.size);
    draw(new CanvasPen(this.context), this.scene());
  }

  at(week) {
    this.week = week;
    this.paint();
  }

  numbers() {
    const whole = Math.round(this.week);
    MOVED.forEach(([measure], m) => {
      const values = trace(this.run, this.n, measure);
      const { bar, start, value, change } = this.rows[m];
      bar.setAttribute("width", 100 * values[whole]);
      bar.setAttribute("fill", this.look.colour);
      start.setAttribute("x1", 100 * values[0]);
      start.setAttribute("x2", 100 * values[0]);
      value.textContent = percent(values[whole]);
      change.textContent = whole ? points(values[whole] - values[0]) : "";
    });
    const apart = trace(this.run, this.n, "compliance_gap")[whole];
    const size = Math.abs(Math.round(100 * apart));
    this.gap.textContent = size === 0 ? "They do what they want." : `They do ${size} points ${apart > 0 ? "more" : "less"} than they want.`;
    const happened = this.happened(whole);
    this.events.hidden = !happened;
    this.events.textContent = happened;
    this.canvas.setAttribute("aria-label", `Organisation under ${this.title}, week ${whole}. Arrow keys go from person to person.`);
  }

  // What events have changed so far, and what the picture does not show of it.
  happened(week) {
    const { run, n } = this;
    const past = run.policies[n].events.filter((one) => one.week < week);
    const events = past.map((one) => `Week ${one.week}: ${one.text}`).join(" ");
    if (!past.some((one) => one.structural)) return events;
    const N = run.members.length;
    const gone = run.arrays[`do_goal${n}`].subarray(week * N, (week + 1) * N).filter((goal) => goal === GONE).length;
    const added = run.arrays[`added${n}`][week];
    const cut = gone ? ` ${several(gone, "position")} marked × no longer ${gone === 1 ? "exists" : "exist"}.` : "";
    const more = added ? ` ${several(added, "new position")} ${added === 1 ? "is" : "are"} not shown.` : "";
    return `${events} The picture keeps the positions, managers and departments of the start.${cut}${more} The curves and the table count everybody.`;
  }
}
