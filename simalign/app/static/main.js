// The page: its state and its address, and which of its views is shown.

import { fromAddress, toAddress } from "./address.js";
import { Bench, tell } from "./bench.js";
import { controls, taking } from "./controls.js";
import { byId } from "./elements.js";
import { dress } from "./key.js";
import { Lessons } from "./lessons.js";
import { Own } from "./own.js";
import { catalogue, saved, untilReady } from "./wire.js";

const state = fromAddress(saved ? saved.texts.address : location.hash);
if (saved) state.view = "compare";
let [ready, remembering] = [false, 0];

function remember() {
  if (saved) return;
  clearTimeout(remembering);
  remembering = setTimeout(() => history.replaceState(null, "", toAddress(state)), 150);
}

const bench = new Bench(state, remember);
const lessons = new Lessons(state, bench, go);
const own = new Own(state, bench, go);

// Another view, of other things if given; the browser's back button comes back.
function go(given) {
  lessons.leave();
  history.pushState(null, "", toAddress({ ...state, ...given }));
  Object.assign(state, given);
  show();
  scrollTo(0, 0);
}

const LEADS = {
  compare: ["Push or pull?", "Same people, same chance events. Only the management differs."],
  lessons: ["Lessons", "Predict first, then run it, then ask why."],
  own: ["Your organisation", "Which policy would do best there, and how sure is that?"],
};

function show() {
  if (bench.clock.playing) bench.clock.pause();
  document.body.dataset.view = state.view;
  const [title, lead] = LEADS[state.view];
  byId("title").textContent = title;
  byId("lead").textContent = lead;
  for (const link of document.querySelectorAll("nav a")) link.toggleAttribute("aria-current", link.dataset.view === state.view);
  for (const link of document.querySelectorAll("nav a[aria-current]")) link.setAttribute("aria-current", "page");
  byId("own").hidden = state.view !== "own";
  byId("lessons").hidden = state.view !== "lessons";
  sight(state.view === "compare");
  if (!ready) return;
  tell(null);
  if (state.view === "compare") compare();
  if (state.view === "lessons") lessons.show();
  if (state.view === "own") own.show();
}

function sight(shown) {
  byId("bench").hidden = byId("play").hidden = !shown;
  byId("take").hidden = byId("share").hidden = !shown;
  if (!shown) byId("taking").hidden = true;
}

function compare() {
  bench.sift();
  bench.rebuild();
  return bench.ask();
}

async function share() {
  const address = state.view === "lessons" ? bench.address : toAddress(state);
  const link = new URL(address, location.href).href;
  if (state.view !== "lessons") history.replaceState(null, "", address);
  const mine = (state.organisation ?? "").startsWith("own:");
  try {
    await navigator.clipboard.writeText(link);
    byId("status").textContent = mine
      ? "The link is copied. It holds everything but your organisation, which stays in this window."
      : "The link is copied. It opens this very comparison wherever simalign app runs at this address.";
  } catch {
    byId("status").textContent = `Please copy the address yourself; it holds everything: ${link}`;
  }
}

function listen() {
  const theme = (dark) => {
    dress(dark);
    bench.show();
    if (ready && state.view === "own") own.dressed();
    if (ready && state.view === "lessons") lessons.dressed();
  };
  theme(matchMedia("(prefers-color-scheme: dark)").matches);
  byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
  byId("share").addEventListener("click", share);
  for (const link of document.querySelectorAll("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go({ view: link.dataset.view, lesson: null, results: false });
    });
  }
  const moved = () => {
    lessons.leave();
    const { view, lesson, results, ...rest } = fromAddress(location.hash);
    if (rest.organisation?.startsWith("own:") && own.word) rest.organisation = `own:${own.word}`; // as read last
    Object.assign(state, { view, lesson, results }, view === "compare" ? rest : {});
    show();
  };
  addEventListener("popstate", moved); // also for an address that was typed
  addEventListener("pagehide", () => own.leave());
}

async function begin() {
  controls(bench, state);
  listen();
  show();
  byId("views").hidden = Boolean(saved);
  try {
    await untilReady((text) => { byId("status").textContent = text; });
    const known = await catalogue();
    own.shared = lessons.shared = known.shared;
    own.most = known.most;
    if (known.shared && !saved) byId("where").textContent = "All is computed on the machine of whoever started simalign, and forgotten when it stops.";
    bench.begin(known);
    taking(bench, state);
    ready = true;
    byId("status").textContent = "";
    if (state.view === "compare") await compare();
    else show();
    if (saved) byId("status").textContent = "A saved page: play it and look at people. To change policies, run simalign app.";
    document.body.dataset.ready = "yes";
  } catch (error) {
    tell(error.message);
  }
}

lessons.sight = sight;
begin();
