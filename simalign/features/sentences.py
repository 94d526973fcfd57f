"""The portrait of an organisation in five lines of plain English."""

from collections.abc import Sequence
from itertools import pairwise

from simalign.analysis.text import listed
from simalign.features.chart import USUAL_SPAN
from simalign.features.network import NOTABLE
from simalign.features.portrait import LEAST_SHARE, Person, Portrait

NAMED = 3  # people, departments or pairs in a line
SOME = 0.01  # mean resistance from which a department resists
LOSS = 0.02  # of knowledge between two layers, from which it is worth a sentence


def five_lines(portrait: Portrait) -> list[str]:
    """Return what is special about an organisation, one line each for five subjects, in the order of their titles."""
    return [
        f"Chart: {_chart(portrait)}",
        f"Bridges: {_bridges(portrait)}",
        f"Silos: {_silos(portrait)}",
        f"Word of the strategy: {_word(portrait)}",
        f"Resistance and examples: {_resistance(portrait)} {_examples(portrait)}",
    ]


def headline(portrait: Portrait) -> str:
    """Return the size of an organisation, its layers and unusual spans of control as a title of its figure."""
    size = f"{_count(portrait.size, 'member')} in {_count(portrait.layers, 'layer')}"
    unusual, (low, high) = portrait.narrow_count + portrait.wide_count, USUAL_SPAN
    if not portrait.managers:
        return f"{size}; nobody has reports"
    managers = _count(portrait.managers, "manager")
    if not unusual:
        return f"{size}; all of {managers} have {low} to {high} reports"
    verb = "has" if unusual == 1 else "have"
    return f"{size}; {unusual:,} of {managers} {verb} fewer than {low} or more than {high} reports"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _named(people: Sequence[Person], form: str = "{name} ({value:.0f})") -> str:
    return listed([form.format(name=person.name, value=person.value) for person in people[:NAMED]])


def _chart(portrait: Portrait) -> str:
    layers = f"{_count(portrait.layers, 'layer')} for {_count(portrait.size, 'member')}."
    managers, (low, high) = _count(portrait.managers, "manager"), USUAL_SPAN
    if not portrait.managers:
        return f"{layers} Nobody has reports."
    if not portrait.narrow_count + portrait.wide_count:
        return f"{layers} All of {managers} have {low} to {high} reports."
    clauses = []
    if portrait.wide_count:
        clauses.append(f"{portrait.wide_count:,} with more than {high} ({_most(portrait.wide, portrait.wide_count)})")
    if portrait.narrow_count:
        clauses.append(f"{portrait.narrow_count:,} with fewer than {low}")
    text = f"{layers} Of {managers}, spans outside {low} to {high} reports: {listed(clauses)}"
    if portrait.single_count:
        single = _most(portrait.single, portrait.single_count, "{name}")
        text += f", of whom {portrait.single_count:,} with a single report ({single})"
    return f"{text}."


def _most(people: Sequence[Person], count: int, form: str = "{name}: {value:.0f}") -> str:
    shown = [form.format(name=person.name, value=person.value) for person in people[:NAMED]]
    more = [f"{count - len(shown):,} more"] if count > len(shown) else []
    return listed([*shown, *more])


def _bridges(portrait: Portrait) -> str:
    if portrait.departments < 2:
        return "all members are in one department."
    start = "" if portrait.measured else "no working ties are given; along reporting lines, "
    if not portrait.holders:
        return f"{start}no member is on {LEAST_SHARE:.0%} or more of the shortest paths between departments."
    people = _named(portrait.holders, "{name} ({value:.0%})")
    verb = "holds" if len(portrait.holders) == 1 else "hold"
    return (
        f"{start}{people} {verb} departments together (share of the shortest paths between other people in "
        "different departments that pass through the member)."
    )


def _silos(portrait: Portrait) -> str:
    if not portrait.measured:
        return "not known without a file of working ties (--ties)."
    if not portrait.units:
        return "all members are in one department, or none has ties."
    closed = [unit for unit in portrait.units if unit.closed]
    if closed:
        names = listed(
            [
                f"{unit.department} ({unit.inside:.0%} of its ties are inside; its size would give {unit.by_size:.0%})"
                for unit in closed[:NAMED]
            ]
        )
        more = f", and {len(closed) - NAMED} more" if len(closed) > NAMED else ""
        text = f"{names}{more} {'keeps to itself' if len(closed) == 1 else 'keep to themselves'}."
    else:
        unit = portrait.units[0]
        text = (
            f"no department keeps to itself; most ties inside has {unit.department} ({unit.inside:.0%}; its size "
            f"would give {unit.by_size:.0%})."
        )
    if not portrait.apart:
        return f"{text} No two departments are without ties whose sizes would give {NOTABLE:.0f} or more."
    number = len(portrait.apart)
    pairs = "; ".join(f"{a} and {b}" for a, b in portrait.apart[:NAMED])
    pairs += f"; and {number - NAMED:,} more" if number > NAMED else ""
    never = "meets" if number == 1 else "meet"
    return (
        f"{text} {_count(number, 'pair')} of departments never {never}, by size at least {NOTABLE:.0f} ties: {pairs}."
    )


def _word(portrait: Portrait) -> str:
    levels = portrait.layers_in_model
    if not levels:
        return "not computed, because the model was not run."
    if len(levels) < 2:
        one = "there is one layer only" if portrait.layers == 1 else "only one layer has enough members to be shown"
        return f"{one}, so that nothing can be said about its way."
    last = levels[-1]
    drops = [(above.know - below.know, above, below) for above, below in pairwise(levels)]
    loss, above, below = max(drops, key=lambda drop: drop[0])
    text = (
        f"under the status quo, members know {levels[0].know:.0%} of their part of the strategy in layer "
        f"{levels[0].layer} and {last.know:.0%} in layer {last.layer}"
    )
    text += (
        f"; most is lost between layers {above.layer} and {below.layer} (from {above.know:.0%} to {below.know:.0%})."
        if len(levels) > 2 and loss >= LOSS
        else "."
    )
    return text + _least_known(portrait)


def _least_known(portrait: Portrait) -> str:
    departments = sorted(portrait.departments_in_model, key=lambda department: department.know)
    if len(departments) < 2:
        return ""
    least, second = departments[:2]
    if departments[-1].know - least.know < LOSS:
        return " All departments know about as much."
    if portrait.least_known_is_clear:
        return f" {least.department} knows least ({least.know:.0%}; next {second.department}: {second.know:.0%})."
    return f" {least.department} and {second.department} know least ({least.know:.0%} and {second.know:.0%})."


def _resistance(portrait: Portrait) -> str:
    departments = sorted(portrait.departments_in_model, key=lambda department: -department.resistance)
    if not departments:
        return "which department would resist is not computed, because the model was not run."
    first, *others = departments
    if first.resistance < SOME:
        return f"under {portrait.policy}, no department would resist (mean resistance below {SOME:g} of 1)."
    if not others:
        return f"under {portrait.policy}, mean resistance would be {first.resistance:.2f} of 1."
    second = others[0]
    ahead = f"mean resistance {first.resistance:.2f} of 1; next {second.department}: {second.resistance:.2f}"
    if portrait.first_to_resist_is_clear:
        return f"under {portrait.policy}, {first.department} would resist first ({ahead})."
    return (
        f"under {portrait.policy}, {first.department} would resist first, but may not be ahead of "
        f"{second.department} ({ahead})."
    )


def _examples(portrait: Portrait) -> str:
    if not portrait.examples:
        return "Nobody's deeds have more effect than those of others."
    people = _named(portrait.examples, "{name} ({value:.1f})")
    return f"The deeds of {people} have the most effect on what people want, in multiples of the average member's."
