// Side by side: asks for the runs of the state's policies, and shows them week by week, levers beside their effect.

import { policy, request, toAddress } from "../base/address.js";
import { byId, html, option } from "../base/elements.js";
import { results } from "../base/results.js";
import { strategyChanges, trace } from "../base/run.js";
import { t, textOr } from "../base/text.js";
import { percent, plain, policyTitle } from "../base/words.js";
import { Curves } from "../charts/curves.js";
import { looks, sample } from "../charts/looks.js";
import { palette } from "../picture/scatter.js";
import { Clock } from "./clock.js";
import { finding } from "./finding.js";
import { differences, isChanged } from "./force.js";
import { Levers } from "./levers.js";
import { changed, Panel } from "./panel.js";
import { Setup, inFields } from "./setup.js";
import { Story } from "./story.js";
import { tell } from "./tell.js";
import { Tip } from "./tip.js";

const NOTICED = 1000; // milliseconds, from which on a run is seen to be under way
const READING = 150; // milliseconds between two looks at numbers and words, while playing
export const WIDE = matchMedia("(min-width: 64rem)"); // room for the levers beside their effect


export class Bench {
  // remember(): the state has changed, and the address shall
  constructor(state, remember) {
    this.state = state;
    this.remember = remember;
    this.run = null;
    this.panels = [];
    this.opened = 0;
    this.seen = "";
    this.read = 0;
    this.shownTitles = [];
    this.shown = null; // called once a run is shown, and weekShown with each week
    this.weekShown = null;
    this.ghosts = new Map();
    this.tip = new Tip();
    this.clock = new Clock((week, playing) => {
      state.week = Math.round(week);
      if (this.run) this.showWeek(week, playing);
    });
    const seek = (week) => {
      this.clock.pause();
      this.clock.go(week);
    };
    this.curves = new Curves(byId("curves"), { seek, hover: (...given) => this.tip.curves(this, ...given) });
    this.story = new Story(() => {
      const person = state.person;
      state.person = null;
      this.marked();
      this.remember();
      if (person !== null) this.panels[0]?.canvas.focus();
    });
    new ResizeObserver(() => this.refit()).observe(byId("columns"));
  }

  begin(catalogue) {
    this.catalogue = catalogue;
    this.setup = new Setup(catalogue, (given) => {
      Object.assign(this.state, given, { department: null });
      this.ask();
    });
    this.levers = new Levers(catalogue, {
      changed: () => this.ask(),
      chosen: (n) => this.openLevers(n),
      closed: () => this.expanded(null),
      undone: (policies) => {
        this.state.policies = policies;
        this.rebuild(this.levers.n);
        this.ask();
      },
    });
    byId("setup").hidden = byId("take").disabled = false;
    byId("add").addEventListener("click", () => {
      const used = this.state.policies.map((one) => one.preset);
      this.state.policies.push(policy(catalogue.policies.find((one) => !used.includes(one.name)).name));
      this.rebuild(this.levers.n);
      this.ask();
    });
    byId("department").addEventListener("change", () => {
      this.state.department = byId("department").value === "" ? null : Number(byId("department").value);
      this.show();
    });
  }

  // Only policies that there are; a link may name others.
  sift() {
    const { state, catalogue } = this;
    state.policies = state.policies.filter((one) => catalogue.policies.some((known) => known.name === one.preset));
    if (!state.policies.length) state.policies = [policy("push"), policy("pull")];
  }

  title(one) {
    if (one.name !== one.preset) return plain(one.name);
    const title = policyTitle(one.preset);
    return isChanged(one) ? t("policy.changed", { policy: title }) : title;
  }

  // Never the same twice.
  titles() {
    const seen = new Set();
    for (const one of this.state.policies) {
      const title = this.title(one);
      let name = title;
      for (let n = 2; seen.has(name); n++) name = `${title} ${n}`;
      seen.add(name);
    }
    return [...seen];
  }

  // What the engine is asked for; a changed preset has a name of its own.
  asked() {
    const body = request(this.state);
    const titles = this.titles();
    const policies = body.policies.map((one, n) => ({ ...one, name: titles[n] === policyTitle(one.preset) ? one.preset : titles[n] }));
    return { ...body, policies };
  }

  // One request under way, the newest state next.
  async ask() {
    this.remember();
    this.again = true;
    if (this.asking) return;
    this.asking = true;
    const began = performance.now();
    const ticking = setInterval(() => { byId("status").textContent = t("status.running", { seconds: Math.round((performance.now() - began) / 1000) }); }, NOTICED);
    try {
      while (this.again) {
        this.again = false;
        const asked = this.asked();
        this.run = await results.run(asked);
        this.keepGhosts(asked);
        tell(null);
      }
      clearInterval(ticking);
      this.show();
      byId("status").textContent = "";
      document.body.dataset.took = String(Math.round(performance.now() - began));
      document.body.dataset.runs = String(Number(document.body.dataset.runs ?? 0) + 1); // shown so far
      this.fetchGhosts();
    } catch (error) {
      tell(inFields(error.message));
      this.setup.show(this.state); // so that what cannot be can be changed
      byId("status").textContent = this.run ? t("status.last") : "";
    } finally {
      clearInterval(ticking);
      this.asking = false;
      if (this.again) this.ask();
    }
  }

  // The curves of presets as they are, for a comparison with what was changed of them.
  ghostKey(asked, preset) {
    const { policies, ...setting } = asked;
    return `${JSON.stringify(setting)} ${preset}`;
  }

  keepGhosts(asked) {
    asked.policies.forEach((one, n) => { if (!isChanged(one)) this.ghosts.set(this.ghostKey(asked, one.preset), this.run.arrays[`bands${n}`]); });
  }

  async fetchGhosts() {
    const asked = this.asked();
    const missing = asked.policies.filter((one) => isChanged(one) && !this.ghosts.has(this.ghostKey(asked, one.preset)));
    if (!missing.length) return;
    try {
      for (const { preset } of missing) {
        const run = await results.run({ ...asked, policies: [policy(preset)] });
        this.ghosts.set(this.ghostKey(asked, preset), run.arrays.bands0);
      }
      this.showCurves();
    } catch { /* the comparison stands without them */ }
  }

  rebuild(lever = null) {
    const { state, catalogue } = this;
    this.panels = state.policies.map((_, n) => new Panel(n, catalogue, {
      choose: (preset) => {
        this.levers.context ??= this.context();
        this.levers.remember("preset");
        state.policies[n] = policy(preset);
        this.ask();
      },
      levers: () => this.openLevers(n, true),
      remove: () => {
        state.policies.splice(n, 1);
        this.rebuild(this.levers.n);
        this.ask();
      },
      person: (i) => this.openStory(i),
      said: (text) => { byId("said").textContent = text; },
      hover: (...given) => this.tip.person(this, ...given),
    }));
    const { panels } = this;
    byId("columns").replaceChildren(...panels.map((one) => one.element));
    for (const one of panels) one.less.hidden = panels.length === 1;
    byId("add").hidden = panels.length >= catalogue.most.policies;
    byId("add").textContent = t("bench.add", { n: panels.length });
    this.wanted = lever ?? (WIDE.matches ? 0 : null);
    if (this.wanted === null) this.levers.close();
  }

  // What the sheet of levers needs to know of the comparison.
  context() {
    const { state, run } = this;
    const costs = state.policies.map((_, n) => run?.policies[n]?.cost ?? 0);
    const usual = state.policies.findIndex((one) => one.preset === "status_quo" && !isChanged(one));
    return { policies: state.policies, looks: looks(state.policies), titles: this.titles(), weeks: state.weeks, costs, usual: usual < 0 || !run ? null : costs[usual] };
  }

  openLevers(n, focus = false) {
    this.levers.open(n, this.context());
    this.expanded(n);
    if (focus) byId("levers-title").focus();
    if (!WIDE.matches) byId("columns").scrollIntoView({ block: "start" });
  }

  expanded(n) {
    for (const one of this.panels) one.more.setAttribute("aria-expanded", String(one.n === n));
    document.body.classList.toggle("with-levers", n !== null);
  }

  describe(one, cost) {
    const preset = this.catalogue.policies.find((known) => known.name === one.preset);
    const title = policyTitle(one.preset);
    const differs = differences(one, this.catalogue);
    const text = differs ? t(Object.keys(one.levers).length ? "policy.with" : "policy.then", { policy: title, levers: differs }) : textOr(`policy.${one.preset}.text`, preset?.text ?? "");
    return `${text} ${t("policy.takes", { share: percent(cost) })}`;
  }

  show() {
    const { state, run, panels } = this;
    if (!run || byId("bench").hidden) return; // shown when it comes to sight
    const look = looks(state.policies);
    const colours = palette();
    this.shownTitles = this.titles();
    this.seen = "";
    if (state.person !== null && state.person >= run.members.length) state.person = null;
    if (state.department !== null && state.department >= run.departments.length) state.department = null;
    panels.forEach((one, n) => {
      const asked = state.policies[n];
      one.name(asked, this.shownTitles[n], this.describe(asked, run.policies[n].cost), look[n]);
      one.show(run, colours, state.person, state.department);
    });
    this.departments();
    byId("legend").replaceChildren(...this.shownTitles.map((name, n) => html("span", {}, sample(look[n]), name)));
    byId("curves-said").textContent = run.replications > 1 ? t("curves.bands", { n: run.replications }) : t("curves.single");
    byId("people-said").textContent = t("picture.said", { n: run.replications });
    byId("command").textContent = run.command;
    byId("own-files").hidden = !run.command.includes(".yaml");
    this.clock.last = run.weeks;
    byId("week").max = run.weeks;
    this.setup.show(state);
    this.showLevers();
    this.showCurves();
    this.clock.go(Math.min(state.week, run.weeks));
    if (state.person !== null) this.openStory(state.person, false);
    else this.story.hide();
    this.shown?.();
  }

  showLevers() {
    if (this.wanted !== null && this.wanted !== undefined) this.openLevers(Math.min(this.wanted, this.panels.length - 1));
    else if (this.levers.n !== null) this.levers.renew(this.context());
    this.wanted = null;
  }

  departments() {
    const { run, state } = this;
    const everybody = option("", t("picture.everybody"), state.department === null ? "" : null);
    byId("department").replaceChildren(everybody, ...run.departments.map((name, n) => option(String(n), name, state.department === null ? null : String(state.department))));
  }

  showCurves() {
    const { run, state, catalogue } = this;
    if (!run || byId("bench").hidden) return;
    const asked = this.asked();
    const ghosts = asked.policies.map((one) => {
      const bands = isChanged(one) && this.ghosts.get(this.ghostKey(asked, one.preset));
      return bands ? (measure) => trace({ ...run, arrays: { bands0: bands } }, 0, measure) : null;
    });
    this.curves.show(run, looks(state.policies), this.shownTitles, catalogue.measures, { ghosts, marks: this.marks() });
    this.curves.week(state.week);
  }

  // Phases, reviews of the strategy and events of each policy; what happens under several is marked once.
  marks() {
    const { run, state } = this;
    const seen = new Set();
    return state.policies.map((one, n) => {
      const phases = one.phases.map((phase) => ({ week: phase.from, kind: "phase", text: t("mark.phase", { policy: this.shownTitles[n], week: phase.from }) }));
      const reviews = strategyChanges(run, n).filter((change) => change.dropped.length || change.added.length).map((change) => ({ week: change.week, kind: "review", text: t("panel.happened", { week: change.week, text: changed(change) }) }));
      const events = run.policies[n].events.map((event) => ({ week: event.week, kind: "event", text: t("panel.happened", event) }));
      return [...phases, ...reviews, ...events].filter((mark) => mark.week <= run.weeks && !seen.has(mark.text) && seen.add(mark.text));
    });
  }

  // Pictures glide with every frame, lines move with the week, numbers and words change a few times a second.
  showWeek(week, playing) {
    const whole = Math.round(week);
    const there = this.panels.filter((one) => one.run); // a panel that was just added has none yet
    for (const one of there) one.at(week);
    const sight = `${whole} ${playing}`;
    if (playing && sight === this.seen) return;
    const turned = !this.seen.endsWith(` ${playing}`); // from playing to standing, or back
    this.seen = sight;
    this.curves.week(whole);
    this.weekShown?.(whole, playing);
    byId("week").value = whole;
    byId("week").setAttribute("aria-valuetext", t("axis.week", { n: whole }));
    byId("week-said").textContent = t("axis.week", { n: whole });
    const now = performance.now();
    if (playing && !turned && now - this.read < READING) return; // words that change faster are read by nobody
    this.read = now;
    this.story.week(week);
    for (const one of there) one.numbers();
    const toggle = byId("toggle");
    toggle.querySelector("span").textContent = t(playing ? "play.pause" : "play.play");
    toggle.querySelector("path").setAttribute("d", playing ? "M4 2h4v12H4zM10 2h4v12h-4z" : "M4 2l11 6-11 6z");
    byId("finding").setAttribute("aria-live", playing ? "off" : "polite");
    byId("finding").textContent = finding(this.run, this.shownTitles, week);
    if (!playing) this.remember();
  }

  refit() {
    for (const one of this.panels) {
      if (!one.run) continue;
      const box = one.canvas.getBoundingClientRect();
      if (!box.width || (Math.abs(box.width - one.size[0]) < 1 && Math.abs(box.height - one.size[1]) < 1)) continue;
      one.fit();
      one.at(this.clock.week);
    }
    this.levers?.resized();
  }

  async openStory(person, focus = true) {
    const { state, run, story } = this;
    state.person = person;
    this.marked();
    this.remember();
    const mine = ++this.opened;
    try {
      const history = await results.story(this.asked(), person);
      if (mine !== this.opened) return;
      story.open(history, run, this.titles(), looks(state.policies));
      story.week(this.clock.week);
      tell(null);
      if (focus) byId("story-title").focus();
      if (focus) byId("story").scrollIntoView({ block: "nearest" });
    } catch (error) {
      tell(error.message);
    }
  }

  marked() {
    for (const one of this.panels) {
      one.chosen = this.state.person;
      if (one.run) one.paint();
    }
  }

  // The comparison as an address, also where a lesson shows it; for who saves the page.
  get address() {
    return toAddress({ ...this.state, view: "compare" });
  }
}
