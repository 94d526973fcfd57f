// A game as files of the command line: its scenario (people and surprises) and its plan.

// Nested mappings, lists of flat mappings and numbers as YAML.
export function yaml(value, indent = "") {
  return Object.entries(value).map(([key, one]) => {
    if (Array.isArray(one)) return `${indent}${key}:\n${one.map((item) => `${indent}  - ${JSON.stringify(item)}`).join("\n")}`;
    if (one !== null && typeof one === "object") return `${indent}${key}:\n${yaml(one, `${indent}  `)}`;
    return `${indent}${key}: ${typeof one === "string" ? JSON.stringify(one) : one}`;
  }).join("\n");
}

const named = (number) => `game-${number}`;

export function scenarioFile(rules, game) {
  const { deck } = rules;
  const content = { extends: deck.scenario, name: named(game.number), weeks: rules.weeks, psychology: rules.parameters(game), events: rules.events(game) };
  return { name: `${named(game.number)}.yaml`, text: `${yaml(content)}\n` };
}

export function planFile(rules, game, choices) {
  const { levers, phases } = rules.policy(choices, game);
  const content = { name: `plan of ${named(game.number)}`, ...(Object.keys(levers).length ? { levers } : {}), ...(phases.length ? { phases } : {}) };
  return { name: `${named(game.number)}-plan.yaml`, text: `${yaml(content)}\n` };
}

export function command(rules, game) {
  const [scenario, plan] = [scenarioFile(rules, game).name, planFile(rules, game, []).name];
  return `simalign compare ${scenario} --policies ${plan} --replications ${rules.deck.replications} --seed ${game.number}`;
}
