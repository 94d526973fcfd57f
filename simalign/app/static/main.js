// The page: its state, what changes it, and who is told.

import { fromAddress, policy, request, toAddress } from "./address.js";
import { Clock } from "./clock.js";
import { Column } from "./column.js";
import { Curves, looks } from "./curves.js";
import { byId, html, svg } from "./elements.js";
import { finding } from "./finding.js";
import { dress, showGoals } from "./key.js";
import { Levers, differences } from "./levers.js";
import { palette } from "./picture.js";
import { Setup } from "./setup.js";
import { Story } from "./story.js";
import { download, listen, pictureFile, png } from "./taking.js";
import { block, catalogue as fetchCatalogue, post, saved, untilReady } from "./wire.js";
import { letters, percent, plain, several } from "./words.js";

const state = fromAddress(saved ? saved.texts.address : location.hash);
let [catalogue, run, columns, setup, levers] = [null, null, [], null, null];
let [asking, again, told] = [false, false, 0];
let [seen, read, shownTitles] = ["", 0, []]; // of the runs that are shown, which may not be those asked for last
const READING = 300; // milliseconds between two looks of a long text

const clock = new Clock((week, playing) => {
  state.week = Math.round(week);
  if (run) showWeek(week, playing);
});
const curves = new Curves(byId("curves"), (week) => {
  clock.pause();
  clock.go(week);
});
const story = new Story(() => {
  const [n, person] = [0, state.person];
  state.person = null;
  marked();
  if (person !== null) columns[n]?.canvas.focus();
});

const title = (one) => plain(one.name) + (differences(one, catalogue) && one.name === one.preset ? " (changed)" : "");
const titles = () => state.policies.map(title);

function tell(problem) {
  const place = byId("problems");
  place.hidden = !problem;
  place.textContent = problem ?? "";
}

// --- asking the server: one request under way, the newest state next ---

async function ask() {
  remember();
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  const began = performance.now();
  try {
    do {
      again = false;
      const fresh = await block("run", named(request(state)));
      run = fresh;
      tell(null);
    } while (again);
    showRun();
    byId("status").textContent = "";
    document.body.dataset.took = Math.round(performance.now() - began);
  } catch (error) {
    tell(error.message);
    byId("status").textContent = run ? "The last runs that went well are still shown." : "";
  } finally {
    asking = false;
    if (again) ask();
  }
}

// A changed preset gets a name of its own, so that two policies never have the same.
function named(body) {
  const seen = new Set();
  const policies = body.policies.map((one) => {
    let name = title(one);
    if (name === plain(one.preset)) name = one.preset;
    for (let n = 2; seen.has(name); n++) name = `${title(one)} ${n}`;
    seen.add(name);
    return { ...one, name };
  });
  return { ...body, policies };
}

// --- showing ---

function rebuild() {
  columns = state.policies.map((_, n) => new Column(n, catalogue, {
    choose: (preset) => {
      state.policies[n] = policy(preset);
      if (levers.n === n) levers.close();
      ask();
    },
    levers: () => (levers.n === n ? levers.close() : openLevers(n)),
    remove: () => {
      state.policies.splice(n, 1);
      levers.close();
      rebuild();
      ask();
    },
    person: (i) => openStory(i),
    said: (text) => { byId("said").textContent = text; },
  }));
  byId("columns").replaceChildren(...columns.map((one) => one.element));
  for (const one of columns) one.less.hidden = columns.length === 1 || Boolean(saved);
  byId("add").hidden = columns.length >= catalogue.most.policies || Boolean(saved);
  byId("add").textContent = columns.length === 1 ? "Add a second policy" : "Add a third policy";
  if (saved) for (const one of columns) one.select.disabled = one.more.disabled = true;
}

function openLevers(n) {
  levers.open(n, state.policies[n], looks(state.policies)[n], state.weeks);
  columns.forEach((one, m) => one.more.setAttribute("aria-expanded", String(m === n)));
  byId("levers-title").focus();
}

function showRun() {
  const look = looks(state.policies);
  const colours = palette(run.goals);
  shownTitles = titles();
  seen = "";
  const own = letters(run.goals);
  if (state.person !== null && state.person >= run.members.length) state.person = null;
  columns.forEach((one, n) => {
    const asked = state.policies[n];
    const preset = catalogue.policies.find((known) => known.name === asked.preset);
    const changed = differences(asked, catalogue);
    const cost = `Takes ${percent(run.policies[n].cost)} of working time and pay.`;
    one.name(asked, title(asked), `${changed ? `${plain(asked.preset)}${Object.keys(asked.levers).length ? " with" : ","} ${changed}.` : preset?.text ?? ""} ${cost}`, look[n]);
    one.show(run, state.arrange, colours, own, state.person);
  });
  curves.show(run, look);
  byId("legend").replaceChildren(...shownTitles.map((name, n) => html("span", {}, sample(look[n]), name)));
  byId("curves-said").textContent = run.replications > 1
    ? `Lines are means of ${run.replications} repetitions; bands hold the mean with 95% confidence. All start from the same year of management as usual.`
    : "One repetition alone: no bands, and luck may be all there is to a difference.";
  byId("command").textContent = run.command;
  byId("own-files").hidden = !run.command.includes(".yaml");
  clock.last = run.weeks;
  byId("week").max = run.weeks;
  setup.show(state);
  clock.go(Math.min(state.week, run.weeks));
  if (state.person !== null) openStory(state.person, false);
}

function sample(look) {
  return svg("svg", { viewBox: "0 0 34 10", width: 34, height: 10, "aria-hidden": "true" }, svg("line", { x1: 1, x2: 33, y1: 5, y2: 5, stroke: look.colour, "stroke-width": 2.6, "stroke-dasharray": look.dash }));
}

// Pictures glide with every frame; numbers and words change with the week, long texts a few times a second.
function showWeek(week, playing) {
  const whole = Math.round(week);
  const there = columns.filter((one) => one.run); // a column that was just added has none yet
  for (const one of there) one.at(week);
  const now = performance.now();
  if (!playing || now - read > READING) {
    story.week(week);
    read = now;
  }
  const sight = `${whole} ${playing}`;
  if (playing && sight === seen) return;
  seen = sight;
  for (const one of there) one.numbers();
  curves.week(whole);
  byId("week").value = whole;
  byId("week").setAttribute("aria-valuetext", `week ${whole}`);
  byId("week-said").textContent = `week ${whole}`;
  const toggle = byId("toggle");
  toggle.querySelector("span").textContent = playing ? "Pause" : "Play";
  toggle.querySelector("path").setAttribute("d", playing ? "M4 2h4v12H4zM10 2h4v12h-4z" : "M4 2l11 6-11 6z");
  byId("finding").setAttribute("aria-live", playing ? "off" : "polite");
  byId("finding").textContent = finding(run, shownTitles, week);
  showGoals(run, whole);
  if (!playing) remember();
}

async function openStory(person, focus = true) {
  state.person = person;
  marked();
  remember();
  const mine = ++told;
  try {
    const found = await block("story", { ...named(request(state)), member: person });
    if (mine !== told) return;
    if (found.member !== person) throw new Error(`This saved page holds the story of ${found.person.name} only.`);
    story.open(found, run, titles(), looks(state.policies), letters(run.goals));
    story.week(clock.week);
    if (focus) byId("story-title").focus();
    if (focus) byId("story").scrollIntoView({ block: "nearest" });
  } catch (error) {
    tell(error.message);
  }
}

function marked() {
  for (const one of columns) {
    one.chosen = state.person;
    if (one.run) one.paint();
  }
}

// --- the address, the theme, the keys ---

let remembering = 0;
function remember() {
  if (saved) return;
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, "", toAddress(state)), 150);
}

function theme(dark) {
  dress(dark);
  if (run) showRun();
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, button, summary, [role=slider], canvas, textarea")) return;
  if (event.key === " ") {
    event.preventDefault();
    toggle();
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") clock.step(event.key === "ArrowLeft" ? -1 : 1);
}

const toggle = () => (clock.playing ? clock.pause() : clock.play());

function controls() {
  byId("toggle").addEventListener("click", toggle);
  byId("back").addEventListener("click", () => clock.step(-1));
  byId("forward").addEventListener("click", () => clock.step(1));
  byId("start").addEventListener("click", () => clock.step(-clock.last - 1));
  byId("week").addEventListener("input", () => {
    const week = Number(byId("week").value);
    clock.pause();
    clock.go(week);
  });
  byId("speed").addEventListener("change", () => { clock.speed = Number(byId("speed").value); });
  for (const radio of document.querySelectorAll("[name=arrange]")) {
    radio.checked = radio.value === state.arrange;
    radio.addEventListener("change", () => {
      state.arrange = radio.value;
      if (run) showRun();
    });
  }
  byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
  byId("add").addEventListener("click", () => {
    const used = state.policies.map((one) => one.preset);
    state.policies.push(policy(catalogue.policies.find((one) => !used.includes(one.name)).name));
    rebuild();
    ask();
  });
  byId("share").addEventListener("click", share);
  addEventListener("keydown", keys);
  addEventListener("resize", () => run && showRun());
  addEventListener("hashchange", () => {
    Object.assign(state, fromAddress(location.hash));
    if (!levers) return; // not ready: begin() shows this state
    levers.close();
    rebuild();
    ask();
  });
}

async function share() {
  history.replaceState(null, "", toAddress(state));
  try {
    await navigator.clipboard.writeText(location.href);
    byId("status").textContent = "The link is copied. It opens this very comparison wherever simalign app runs at this address.";
  } catch {
    byId("status").textContent = "The address of this page holds everything; copy it from the browser's address bar.";
  }
}

async function fromServer(name, extra, file) {
  try {
    const answer = await post(name, { ...named(request(state)), ...extra });
    download(await answer.blob(), file);
  } catch (error) {
    tell(error.message);
  }
}

function taking() {
  const sheet = () => pictureFile(columns.filter((one) => one.run), clock.week);
  const figures = () => curves.file(shownTitles);
  const svgKind = "image/svg+xml";
  listen({
    "save-page": () => fromServer("page", { address: toAddress(state), ...(state.person === null ? {} : { member: state.person }) }, "simalign.html"),
    "save-data": () => fromServer("export", {}, `simalign-seed-${state.seed}.zip`),
    "save-picture-svg": () => download(sheet(), "people.svg", svgKind),
    "save-picture-png": async () => download(await png(sheet()), "people.png"),
    "save-curves-svg": () => download(figures(), "curves.svg", svgKind),
    "save-curves-png": async () => download(await png(figures()), "curves.png"),
  });
  if (saved) {
    byId("save-page").disabled = byId("save-data").disabled = byId("share").disabled = true;
    for (const field of byId("setup-form").elements) field.disabled = true;
    byId("status").textContent = "A saved page: play it and look at people. To change policies, run simalign app.";
  }
}

async function begin() {
  theme(matchMedia("(prefers-color-scheme: dark)").matches);
  controls();
  try {
    await untilReady((text) => { byId("status").textContent = text; });
    catalogue = await fetchCatalogue();
    setup = new Setup(catalogue, (given) => {
      Object.assign(state, given);
      ask();
    });
    levers = new Levers(catalogue, {
      changed: () => ask(),
      closed: () => columns.forEach((one) => one.more.setAttribute("aria-expanded", "false")),
    });
    state.policies = state.policies.filter((one) => catalogue.policies.some((known) => known.name === one.preset));
    if (!state.policies.length) state.policies = [policy("push"), policy("pull")];
    setup.show(state);
    byId("setup").hidden = byId("take").disabled = false;
    rebuild();
    taking();
    const said = byId("status").textContent;
    await ask();
    if (saved) byId("status").textContent = said;
    document.body.dataset.ready = "yes";
  } catch (error) {
    tell(error.message);
  }
}

begin();
