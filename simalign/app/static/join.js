// Joining a class: the code typed, or from the QR code's link, once for each browser.

import { byId } from "./base/elements.js";
import { fillTexts, t } from "./base/text.js";

const LANDING = "#view=class";
const scanned = /^#code=([A-Za-z-]{1,20})$/.exec(location.hash)?.[1];

function enter() {
  location.replace(`./${scanned ? LANDING : location.hash || LANDING}`); // what a shared link asks for is kept
}

async function join(code) {
  const button = document.querySelector("button");
  button.disabled = true;
  let problem = t("problem.away");
  try {
    const answer = await fetch("api/join", { method: "POST", body: JSON.stringify({ code }), headers: { "content-type": "application/json" } });
    if (answer.ok) return enter();
    problem = (await answer.json()).problems.join("\n");
  } catch {
    // the message above says it
  }
  button.disabled = false;
  byId("problems").textContent = problem;
  byId("problems").hidden = false;
  byId("code").focus();
}

async function begin() {
  fillTexts(document);
  document.title = `simalign: ${t("join.title")}`;
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  byId("join").addEventListener("submit", (event) => {
    event.preventDefault();
    join(byId("code").value);
  });
  byId("code").focus();
  if (scanned) {
    byId("code").value = scanned;
    await join(scanned);
    return;
  }
  const { joined } = await fetch("api/join").then((answer) => answer.json()).catch(() => ({}));
  if (joined) enter(); // a link from elsewhere comes without the cookie, so that even those who are in land here
}

begin();
