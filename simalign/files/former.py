"""Names of the second model that the third does not have, and what became of each, for messages."""

FORMER: dict[str, dict[str, str]] = {
    "psychology": {
        "sense": "relations to partners halve error and lag at full depth, without a parameter",
        "dilution": "use lobbying: members speak for their own wants as far as they distrust",
        "noise": "members no longer mishear; fidelity is what is lost on the way",
        "open_transparency": "use open",
        "boomerang": "reactance no longer moves wants back; it lowers acceptance, loyalty and effort",
        "surveillance": "use authority: monitoring adds to the control by a mandate",
        "legitimacy_relief": "use soothe: reasons, which include legitimacy, reduce a threat",
        "voice_meaning": "use w_voice for the reasons that voice gives, and meaning for the need that reasons meet",
        "rationale_meaning": "use w_rationale for the reasons that rationale gives, and meaning for the need they meet",
        "crowding": "use crowd",
        "spite": "reactance no longer costs needs; control does, see frustrate",
        "stake_threat": "use sour",
        "trust_openness": "use trust_open",
        "betrayal": "evidence for trust is the match of deeds and words, see trust_deeds",
        "coord": "departments make value together as far as context.interdependence says",
        "rel": "partners make value as far as context.reliance says",
        "part": "relations decay by decay only",
        "style_spread": "use style",
    },
    "mechanisms": {
        "coordination": "value that departments make together is part of every run; set context.interdependence to 0",
    },
    "costs": {
        "role_modelling": "use managing_role_modelling: it costs managers only, for each direct report",
    },
    "policies": {
        "hybrid": "use push and pull by the dials, like policy: {dials: {push: 0.4, pull: 0.4}}",
    },
    "measures": {
        "coordination": "use joint_worth, the worth of what departments make together, or do_joint",
    },
}


def became(section: str, name: str) -> str:
    """Return what became of a name of the second model, for the end of a message; empty for any other name.

    section: ``psychology``, ``mechanisms``, ``costs``, ``policies`` or ``measures``.

    >>> became("psychology", "crowding"), became("psychology", "kapa")
    ('; it was of the second model: use crowd', '')
    """
    text = FORMER.get(section, {}).get(name)
    return f"; it was of the second model: {text}" if text else ""
