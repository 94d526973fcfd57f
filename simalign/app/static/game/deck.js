// The deck of the game as JSON, which Python reads too: cards set levers, surprises are events of the model, and traits are
// parameters of people that the end of a game describes.

export const deck = {
 "scenario": "default",
 "quarters": 8,
 "weeks": 13,
 "budget": 20,
 "workdays": 5,
 "size": 120,
 "replications": 20,
 "presets": ["push", "pull", "lead", "tell_and_sell"],
 "cards": [
  {"id": "order", "side": "push", "levers": {"mandate": 0.7}},
  {"id": "check", "side": "push", "levers": {"monitoring": 0.7}},
  {"id": "pay", "side": "push", "levers": {"incentive": 0.6}},
  {"id": "say", "side": "pull", "levers": {"voice": 0.8}},
  {"id": "why", "side": "pull", "levers": {"rationale": 0.9}},
  {"id": "free", "side": "pull", "levers": {"autonomy": 0.9}},
  {"id": "example", "side": "lead", "levers": {"role_modelling": 0.8}},
  {"id": "help", "side": "lead", "levers": {"support": 0.5}},
  {"id": "together", "side": "lead", "levers": {"shared_goals": 0.7, "transparency": 0.7}},
  {"id": "nocheck", "side": "less", "levers": {"mandate": 0.1, "monitoring": 0.1}},
  {"id": "notalk", "side": "less", "levers": {"voice": 0.05, "rationale": 0.1}},
  {"id": "alone", "side": "less", "levers": {"mandate": 0, "monitoring": 0, "incentive": 0, "voice": 0, "rationale": 0, "autonomy": 1}}
 ],
 "surprises": [
  {"kind": "demand", "value": 0.5},
  {"kind": "new_head", "value": 1},
  {"kind": "new_carers", "value": 1},
  {"kind": "trust", "value": 0.3}
 ],
 "traits": ["chi", "eta", "react", "w_voice", "w_rationale", "inspire", "authority", "crowd", "watch", "anchor", "habituate", "fading"]
};
