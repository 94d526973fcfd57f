// Side by side: asks for the runs of the state's policies, and shows them week by week.

import { policy, request, toAddress } from "./address.js";
import { Clock } from "./clock.js";
import { Column } from "./column.js";
import { Curves, looks, sample } from "./curves.js";
import { byId, html } from "./elements.js";
import { finding } from "./finding.js";
import { showGoals } from "./key.js";
import { Levers, differences } from "./levers.js";
import { palette } from "./picture.js";
import { Setup, inFields } from "./setup.js";
import { Story } from "./story.js";
import { block, merged, saved } from "./wire.js";
import { letters, percent, plain } from "./words.js";

const NOTICED = 1000; // milliseconds, from which on a run is seen to be under way
const READING = 150; // milliseconds between two looks at numbers and words, while playing

const kept = () => {
  try {
    return (sessionStorage.window ??= Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join(""));
  } catch {
    return ""; // a browser that keeps nothing
  }
};
const own = saved ? "" : kept(); // this window, also after reloading: what it asked for before is dropped

export function tell(problem) {
  const place = byId("problems");
  place.hidden = !problem;
  place.textContent = problem ?? "";
}

export class Bench {
  // remember(): the state has changed, and the address shall
  constructor(state, remember) {
    Object.assign(this, { state, remember, run: null, columns: [], told: 0, seen: "", read: 0, shownTitles: [] });
    this.clock = new Clock((week, playing) => {
      state.week = Math.round(week);
      if (this.run) this.showWeek(week, playing);
    });
    this.curves = new Curves(byId("curves"), (week) => {
      this.clock.pause();
      this.clock.go(week);
    });
    this.story = new Story(() => {
      const person = state.person;
      state.person = null;
      this.marked();
      this.remember();
      if (person !== null) this.columns[0]?.canvas.focus();
    });
  }

  begin(catalogue) {
    this.catalogue = catalogue;
    this.setup = new Setup(catalogue, (given) => {
      Object.assign(this.state, given);
      this.ask();
    });
    this.levers = new Levers(catalogue, {
      changed: () => this.ask(),
      closed: () => this.columns.forEach((one) => one.more.setAttribute("aria-expanded", "false")),
    });
    byId("setup").hidden = byId("take").disabled = false;
    byId("add").addEventListener("click", () => {
      const used = this.state.policies.map((one) => one.preset);
      this.state.policies.push(policy(catalogue.policies.find((one) => !used.includes(one.name)).name));
      this.rebuild();
      this.ask();
    });
  }

  // Only policies that there are; a link may name others.
  sift() {
    const { state, catalogue } = this;
    state.policies = state.policies.filter((one) => catalogue.policies.some((known) => known.name === one.preset));
    if (!state.policies.length) state.policies = [policy("push"), policy("pull")];
  }

  title(one) {
    return plain(one.name) + (differences(one, this.catalogue) && one.name === one.preset ? " (changed)" : "");
  }

  // Never the same twice.
  titles() {
    const seen = new Set();
    for (const one of this.state.policies) {
      const own = this.title(one);
      let name = own;
      for (let n = 2; seen.has(name); n++) name = `${own} ${n}`;
      seen.add(name);
    }
    return [...seen];
  }

  // What the server is asked for; a changed preset has a name of its own.
  asked() {
    const body = request(this.state);
    const titles = this.titles();
    const policies = body.policies.map((one, n) => ({ ...one, name: titles[n] === plain(one.preset) ? one.preset : titles[n] }));
    return { ...body, policies };
  }

  // One request under way, the newest state next.
  async ask() {
    this.remember();
    this.again = true;
    if (this.asking) return;
    this.asking = true;
    const began = performance.now();
    const ticking = setInterval(() => { byId("status").textContent = `Running: ${Math.round((performance.now() - began) / 1000)} s so far.`; }, NOTICED);
    try {
      while (this.again) {
        this.again = false;
        const holds = this.run?.policies.map((one) => one.mark) ?? [];
        this.run = merged(await block("run", { ...this.asked(), holds, window: own }), this.run);
        tell(null);
      }
      clearInterval(ticking);
      this.show();
      byId("status").textContent = "";
      document.body.dataset.took = Math.round(performance.now() - began);
    } catch (error) {
      tell(inFields(error.message));
      this.setup.show(this.state); // so that what cannot be can be changed
      byId("status").textContent = this.run ? "The last runs that went well are still shown." : "";
    } finally {
      clearInterval(ticking);
      this.asking = false;
      if (this.again) this.ask();
    }
  }

  rebuild() {
    const { state, catalogue } = this;
    this.levers.close();
    this.columns = state.policies.map((_, n) => new Column(n, catalogue, {
      choose: (preset) => {
        state.policies[n] = policy(preset);
        if (this.levers.n === n) this.levers.close();
        this.ask();
      },
      levers: () => (this.levers.n === n ? this.levers.close() : this.openLevers(n)),
      remove: () => {
        state.policies.splice(n, 1);
        this.rebuild();
        this.ask();
      },
      person: (i) => this.openStory(i),
      said: (text) => { byId("said").textContent = text; },
    }));
    const { columns } = this;
    byId("columns").replaceChildren(...columns.map((one) => one.element));
    for (const one of columns) one.less.hidden = columns.length === 1 || Boolean(saved);
    byId("add").hidden = columns.length >= catalogue.most.policies || Boolean(saved);
    byId("add").textContent = columns.length === 1 ? "Add a second policy" : "Add a third policy";
    if (saved) for (const one of columns) one.select.disabled = one.more.disabled = true;
  }

  openLevers(n) {
    this.levers.open(n, this.state.policies[n], looks(this.state.policies)[n], this.state.weeks);
    this.columns.forEach((one, m) => one.more.setAttribute("aria-expanded", String(m === n)));
    byId("levers-title").focus();
  }

  describe(one, cost) {
    const preset = this.catalogue.policies.find((known) => known.name === one.preset);
    const changed = differences(one, this.catalogue);
    const text = changed ? `${plain(one.preset)}${Object.keys(one.levers).length ? " with" : ","} ${changed}.` : preset?.text ?? "";
    return `${text} Takes ${percent(cost)} of working time and pay.`;
  }

  show() {
    const { state, run, columns } = this;
    if (!run || byId("bench").hidden) return; // shown when it comes to sight
    const look = looks(state.policies);
    const colours = palette(run.goals);
    const own = letters(run.goals);
    this.shownTitles = this.titles();
    this.seen = "";
    if (state.person !== null && state.person >= run.members.length) state.person = null;
    columns.forEach((one, n) => {
      const asked = state.policies[n];
      one.name(asked, this.shownTitles[n], this.describe(asked, run.policies[n].cost), look[n]);
      one.show(run, state.arrange, colours, own, state.person);
    });
    this.curves.show(run, look, this.catalogue.measures);
    byId("legend").replaceChildren(...this.shownTitles.map((name, n) => html("span", {}, sample(look[n]), name)));
    byId("curves-said").textContent = run.replications > 1
      ? `Lines are means of ${run.replications} repetitions; the mean of very many would lie within the bands, nineteen times in twenty. All start from the same year of management as usual.`
      : "One repetition alone: no bands, and chance alone may explain a difference.";
    byId("command").textContent = run.command;
    byId("own-files").hidden = !run.command.includes(".yaml");
    this.clock.last = run.weeks;
    byId("week").max = run.weeks;
    this.setup.show(state);
    this.clock.go(Math.min(state.week, run.weeks));
    if (state.person !== null) this.openStory(state.person, false);
    else this.story.hide();
    this.shown?.();
  }

  // Pictures glide with every frame, lines move with the week, numbers and words change a few times a second.
  showWeek(week, playing) {
    const whole = Math.round(week);
    const there = this.columns.filter((one) => one.run); // a column that was just added has none yet
    for (const one of there) one.at(week);
    const sight = `${whole} ${playing}`;
    if (playing && sight === this.seen) return;
    const turned = !this.seen.endsWith(` ${playing}`); // from playing to standing, or back
    this.seen = sight;
    this.curves.week(whole);
    byId("week").value = whole;
    byId("week").setAttribute("aria-valuetext", `week ${whole}`);
    byId("week-said").textContent = `week ${whole}`;
    const now = performance.now();
    if (playing && !turned && now - this.read < READING) return; // words that change faster are read by nobody
    this.read = now;
    this.story.week(week);
    for (const one of there) one.numbers();
    const toggle = byId("toggle");
    toggle.querySelector("span").textContent = playing ? "Pause" : "Play";
    toggle.querySelector("path").setAttribute("d", playing ? "M4 2h4v12H4zM10 2h4v12h-4z" : "M4 2l11 6-11 6z");
    byId("finding").setAttribute("aria-live", playing ? "off" : "polite");
    byId("finding").textContent = finding(this.run, this.shownTitles, week);
    showGoals(this.run, whole);
    if (!playing) this.remember();
  }

  async openStory(person, focus = true) {
    const { state, run, story } = this;
    state.person = person;
    this.marked();
    this.remember();
    const mine = ++this.told;
    try {
      const found = await block("story", { ...this.asked(), member: person });
      if (mine !== this.told) return;
      if (found.member !== person) throw new Error(`A saved page holds one person's story, here that of ${found.person.name}; one with everybody's would be twenty times as large. Start simalign app for the others.`);
      story.open(found, run, this.titles(), looks(state.policies), letters(run.goals));
      story.week(this.clock.week);
      tell(null);
      if (focus) byId("story-title").focus();
      if (focus) byId("story").scrollIntoView({ block: "nearest" });
    } catch (error) {
      tell(error.message);
    }
  }

  marked() {
    for (const one of this.columns) {
      one.chosen = this.state.person;
      if (one.run) one.paint();
    }
  }

  // The comparison as an address, also where a lesson shows it; for who saves the page.
  get address() {
    return toAddress({ ...this.state, view: "compare" });
  }
}
