// To the server and back. A page in one file has no server, and the server's lists inside.

import { Refused } from "./refused.js";
import { saved } from "./saved.js";
import { t } from "./text.js";

async function fetched(name, given) {
  if (saved) throw new Refused([t("problem.alone")]);
  let answer;
  try {
    answer = await fetch(`api/${name}`, given);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused([t("problem.away")]);
  }
  if (answer.ok) return answer;
  const { problems } = await answer.json().catch(() => ({}));
  throw new Refused(problems ?? [t("problem.answer", { status: `${answer.status} ${answer.statusText}` })]);
}

export const post = (name, body, signal) => fetched(name, {
  method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, signal,
});

// Answers in JSON.
export const asJson = async (name, body) => (await post(name, body)).json();

const lists = new Map();

// A list of the server that does not change: "catalogue" or "lessons".
export function get(name) {
  if (!lists.has(name)) {
    const list = saved ? Promise.resolve(saved.texts[name]) : fetched(name).then((answer) => answer.json());
    lists.set(name, list);
    list.catch(() => lists.delete(name));
  }
  return lists.get(name);
}

export const catalogue = () => get("catalogue");
