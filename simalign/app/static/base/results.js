// The page's only way to results of the model. Today a server computes them; whatever else computes them stands behind
// the same two functions.
//
//   run(asked, before, window)  Run the policies of a request and return the run below; ``before`` is the run that the
//                               page holds already, and ``window`` identifies the browser window.
//   story(asked, member)        Return what one member hears, wants and does under every policy, as story.py packs it.
//
// A run has: weeks, seed, replications, goals [{name, external}], measures [name], departments [name], command,
// members [{name, manager, department, role, front, depth}], policies [{name, cost, mark, events}], and arrays, of which
// each policy n has: bandsN (3, measures, weeks + 1), mean and ends of the 95% confidence band; ranksN (2, 2, weeks + 1),
// what the front line and managers want and do; and by week and member of the first replication, (weeks + 1, members) in
// 255ths, wantN, doN, and do_goalN, which is 255 once the position is cut; strategyN (weeks + 1, goals); addedN (weeks + 1).

import { block, merged } from "./wire.js";

const server = {
  async run(asked, before, window) {
    const holds = before?.policies.map((one) => one.mark) ?? [];
    return merged(await block("run", { ...asked, holds, window }), before);
  },
  story: (asked, member) => block("story", { ...asked, member }),
};

let source = server;

// Puts another engine in place of the server; it has the functions above.
export function computeWith(other) {
  source = other;
}

export const results = {
  run: (asked, before = null, window = "") => source.run(asked, before, window),
  story: (asked, member) => source.story(asked, member),
};
