// The page: its state and its address, and which of its views is shown.

import { fromAddress, toAddress } from "./base/address.js";
import { all, byId } from "./base/elements.js";
import { language } from "./base/language.js";
import { ready as engineReady } from "./base/results.js";
import { saved } from "./base/saved.js";
import { fillTexts, t } from "./base/text.js";
import { catalogue } from "./base/wire.js";
import { Bench } from "./bench/bench.js";
import { controls, taking } from "./bench/controls.js";
import { tell } from "./bench/tell.js";
import { Game } from "./game/game.js";
import { showGlossary } from "./glossary.js";
import { Classroom } from "./host/classroom.js";
import { Lessons } from "./lessons/lessons.js";
import { Opening } from "./opening/opening.js";
import { Own } from "./own/own.js";

fillTexts(document);
document.title = `simalign: ${t("view.compare.title")}`;
const asked = /^#?(lang=[a-z]{2})?$/.test(location.hash) ? (saved?.address ?? "") : location.hash;
const first = !asked; // nothing is asked for yet
const state = fromAddress(asked || location.hash);
let [ready, remembering] = [false, 0];

function remember() {
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, "", toAddress(state)), 150);
}

const bench = new Bench(state, remember);
const lessons = new Lessons(state, bench, go);
const own = new Own(state, bench, go);
const game = new Game(byId("game"), state, bench, remember);
const classroom = new Classroom(state, bench, lessons, go);
const opening = new Opening(bench);

// Another view, of other things if given; the browser's back button comes back.
function go(given) {
  lessons.leave();
  history.pushState(null, "", toAddress({ ...state, ...given }));
  Object.assign(state, given);
  show();
  scrollTo(0, 0);
}

async function show() {
  const noClass = ready && state.view === "class" && !classroom.course;
  if (noClass) state.view = "compare";
  if (bench.clock.playing) bench.clock.pause();
  bench.tip.hide();
  document.body.dataset.view = state.view;
  byId("title").textContent = t(`view.${state.view}.title`);
  byId("lead").textContent = t(`view.${state.view}.lead`);
  for (const link of all("nav a")) link.toggleAttribute("aria-current", link.dataset.view === state.view);
  for (const link of all("nav a[aria-current]")) link.setAttribute("aria-current", "page");
  byId("own").hidden = state.view !== "own";
  byId("lessons").hidden = state.view !== "lessons";
  byId("game").hidden = state.view !== "game";
  byId("class").hidden = state.view !== "class";
  sight(state.view === "compare");
  if (!ready) return;
  tell(null);
  if (state.view === "lessons") lessons.show();
  if (state.view === "own") own.show();
  if (state.view === "game") game.show();
  if (state.view === "class") classroom.show();
  if (state.view === "compare") await compare();
  if (noClass) tell(t("class.none"));
}

function sight(shown) {
  byId("bench").hidden = byId("play").hidden = !shown;
  byId("take").hidden = !shown;
  if (!shown) byId("taking").hidden = true;
}

function compare() {
  bench.sift();
  bench.rebuild();
  return bench.ask();
}

async function share() {
  const address = toAddress(state);
  const link = new URL(address, location.href).href;
  history.replaceState(null, "", address);
  const mine = (state.organisation ?? "").startsWith("own:");
  try {
    await navigator.clipboard.writeText(link);
    byId("status").textContent = t(mine ? "share.mine" : "share.copied");
  } catch {
    byId("status").textContent = t("share.byhand", { link });
  }
}

// Light or dark, as the system has it or the button says.
function dress(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(dark));
  bench.show();
  if (ready && state.view === "own") own.dressed();
  if (ready && state.view === "lessons") lessons.dressed();
  if (ready && state.view === "game") game.dressed();
  if (ready && state.view === "class") classroom.dressed();
}

// The other language; the page is loaded again, and its address holds everything.
function speak() {
  state.lang = language === "de" ? "en" : "de";
  history.replaceState(null, "", toAddress(state));
  location.reload();
}

function listen() {
  dress(matchMedia("(prefers-color-scheme: dark)").matches);
  byId("theme").addEventListener("click", () => dress(document.documentElement.dataset.theme !== "dark"));
  byId("share").addEventListener("click", share);
  byId("words").addEventListener("click", showGlossary);
  byId("language").addEventListener("click", speak);
  byId("watch").addEventListener("click", () => opening.play());
  for (const link of all("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go({ view: link.dataset.view, lesson: null, sheet: null, game: null, cards: [] });
    });
  }
  const moved = () => {
    lessons.leave();
    const { view, lesson, sheet, game: number, cards, ...rest } = fromAddress(location.hash);
    if (rest.organisation?.startsWith("own:") && own.word) rest.organisation = `own:${own.word}`; // as read last
    Object.assign(state, { view, lesson, sheet, game: number, cards }, view === "compare" ? rest : {});
    show();
  };
  addEventListener("popstate", moved); // also for an address that was typed
  addEventListener("pagehide", () => own.leave());
}

async function begin() {
  controls(bench);
  listen();
  show();
  byId("status").textContent = t("status.ready");
  if (first) opening.raise();
  try {
    const [known] = await Promise.all([catalogue(), engineReady()]);
    own.shared = known.shared;
    own.most = known.most;
    if (known.shared) {
      byId("where").textContent = t("page.shared");
      await classroom.begin();
    }
    bench.begin(known);
    taking(bench, state);
    ready = true;
    byId("status").textContent = "";
    if (first) opening.play();
    await show();
    document.body.dataset.ready = "yes";
  } catch (error) {
    opening.close();
    tell(error.message);
  }
}

lessons.sight = sight;
begin();
