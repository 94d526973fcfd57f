"""The calibrated parameters of people as the model was designed, before it was fitted to published effects.

Tests of mechanisms, and of the shape of the model, run with these values, so that a new fit, which moves the defaults,
does not move the sizes that they check. The experiments show the results of the fitted model.
"""

# fmt: off
DESIGN: dict[str, float] = {
    "style": 0.4, "cost": 1.0, "lag": 13.0, "bias": 0.25, "error": 0.25, "confirm": 0.4, "lobbying": 0.4,
    "carry": 0.15, "contact_launch": 0.4, "launch": 8.0, "contact_mandate": 0.25, "contact_rationale": 0.25,
    "fidelity": 0.6, "kappa": 0.2, "glut": 2.0, "open": 0.1, "fading": 0.08, "manager_weight": 0.25, "follow": 0.4,
    "silo": 0.4, "w_voice": 0.4, "w_rationale": 0.4, "accept": 0.9, "latitude": 0.7, "anchor": 0.6, "pace": 0.1,
    "authority": 0.4, "give": 0.8, "say": 0.6, "react": 0.4, "soothe": 0.4, "calm": 0.03, "habituate": 0.02,
    "relief": 0.3, "numb": 0.3, "frustrate": 0.4, "crowd": 0.5, "need_autonomy": 0.5, "meaning": 0.5, "inspire": 0.3,
    "notice": 0.3, "strain": 0.5, "ready": 0.5, "rivalry": 0.5, "temper": 0.5, "trust_deeds": 0.4, "watch": 0.4,
    "spurn": 0.3, "legacy": 0.4, "trust_up": 0.015, "skill_floor": 0.45, "peer": 0.2, "stiff": 0.5, "talk": 0.03,
    "sour": 0.7, "intern": 0.006, "remote": 0.2, "free_ride": 0.4, "responsiveness": 0.5, "tilt": 0.5, "bite": 0.5,
    "defiance": 0.5, "oblige": 0.25, "heed": 0.2, "discretion": 0.5, "adjust": 0.25, "duty": 0.35, "eta": 1.0,
    "chi": 0.6, "deterrence": 0.4, "goal": 0.35, "ease": 0.65, "pledge": 0.2, "switch": 1.0, "skill_weight": 0.4,
    "shade": 0.5, "exposure": 0.4, "friction": 0.08, "quit_needs": 0.6, "quit_reactance": 2.0,
}
# fmt: on
