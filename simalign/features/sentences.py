"""The portrait of an organisation in five plain lines, in the language of the texts."""

from collections.abc import Sequence
from itertools import pairwise

from simalign.analysis.text import listed, policy_title
from simalign.features.chart import USUAL_SPAN
from simalign.features.network import NOTABLE
from simalign.features.portrait import LEAST_SHARE, Person, Portrait, Unit
from simalign.texts.catalogue import ENGLISH, Texts

NAMED = 3  # people, departments or pairs in a line
SOME = 0.01  # mean resistance from which a department resists
LOSS = 0.02  # of knowledge between two layers, from which it is worth a sentence


def five_lines(portrait: Portrait, texts: Texts = ENGLISH) -> list[str]:
    """Return what is special about an organisation, one line each for five subjects, in the order of their titles."""
    lines = _Lines(portrait, texts)
    people = f"{lines.resistance()} {lines.examples()}"
    return [
        texts.say("report.special.chart", text=lines.chart()),
        texts.say("report.special.bridges", text=lines.bridges()),
        texts.say("report.special.silos", text=lines.silos()),
        texts.say("report.special.word", text=lines.word()),
        texts.say("report.special.people", text=people),
    ]


def headline(portrait: Portrait, texts: Texts = ENGLISH) -> str:
    """Return the size of an organisation, its layers and unusual spans of control as a title of its figure."""
    size = texts.say("report.special.size", members=portrait.size, layers=portrait.layers)
    unusual, (low, high) = portrait.narrow_count + portrait.wide_count, USUAL_SPAN
    key = "some" if unusual else "all" if portrait.managers else "none"
    values = {"managers": portrait.managers, "unusual": unusual, "low": low, "high": high}
    return texts.say(f"report.special.title.{key}", size=size, **values)


class _Lines:
    """The texts of the five lines."""

    def __init__(self, portrait: Portrait, texts: Texts) -> None:
        self.portrait, self.texts = portrait, texts

    def say(self, key: str, **values: str | int) -> str:
        return self.texts.say(f"report.special.{key}", **values)

    def listed(self, names: Sequence[str]) -> str:
        return listed(names, self.texts.say("report.and"))

    def share(self, share: float) -> str:
        return self.texts.figure(f"{share:.0%}")

    def people(self, people: Sequence[Person], form: str, key: str = "person", more: int = 0) -> str:
        """Return the first people with their values, and how many more there are."""
        named = [
            self.say(key, name=person.name, value=self.texts.figure(f"{person.value:{form}}"))
            for person in people[:NAMED]
        ]
        return self.listed([*named, self.say("more", n=more)] if more else named)

    def chart(self) -> str:
        """Return the text on layers and spans of control."""
        portrait, (low, high) = self.portrait, USUAL_SPAN
        layers = self.say("layers", layers=portrait.layers, members=portrait.size)
        if not portrait.managers:
            return f"{layers} {self.say('spans.none')}"
        if not portrait.narrow_count + portrait.wide_count:
            return f"{layers} {self.say('spans.all', managers=portrait.managers, low=low, high=high)}"
        clauses = []
        if portrait.wide_count:
            widest = self.people(portrait.wide, ".0f", "span", _more(portrait.wide_count, portrait.wide))
            clauses.append(self.say("spans.wide", n=portrait.wide_count, high=high, people=widest))
        if portrait.narrow_count:
            clauses.append(self.say("spans.narrow", n=portrait.narrow_count, low=low))
        names, more = [person.name for person in portrait.single[:NAMED]], _more(portrait.single_count, portrait.single)
        single = self.listed([*names, self.say("more", n=more)] if more else names)
        values = {"managers": portrait.managers, "n": portrait.single_count, "low": low, "high": high}
        return f"{layers} {self.say('spans.some', clauses=self.listed(clauses), single=single, **values)}"

    def bridges(self) -> str:
        """Return the text on the members who hold departments together."""
        portrait = self.portrait
        if portrait.departments < 2:
            return self.say("one")
        if portrait.holders:
            text = self.say("holders", people=self.people(portrait.holders, ".0%"), n=len(portrait.holders))
        else:
            text = self.say("holders.none", share=self.share(LEAST_SHARE))
        return text if portrait.measured else self.say("lines", text=text)

    def silos(self) -> str:
        """Return the text on departments that keep to themselves or never meet."""
        portrait = self.portrait
        if not portrait.measured:
            return self.say("silos.unknown")
        if not portrait.units:
            return self.say("silos.none")
        closed = [unit for unit in portrait.units if unit.closed]
        if closed:
            names = self.listed([self.unit("silos.closed", unit) for unit in closed[:NAMED]])
            more = _more(len(closed), closed)
            text = self.say("silos.keep", departments=names, more=more, n=len(closed))
        else:
            text = self.unit("silos.open", portrait.units[0])
        least, number = f"{NOTABLE:.0f}", len(portrait.apart)
        if not number:
            return f"{text} {self.say('apart.none', least=least)}"
        pairs = "; ".join(self.say("pair", a=a, b=b) for a, b in portrait.apart[:NAMED])
        more = _more(number, portrait.apart)
        return f"{text} {self.say('apart', n=number, least=least, pairs=pairs, more=more)}"

    def unit(self, key: str, unit: Unit) -> str:
        """Return a department with its shares of ties inside."""
        return self.say(
            key, department=unit.department, inside=self.share(unit.inside), expected=self.share(unit.by_size)
        )

    def word(self) -> str:
        """Return the text on the way of the strategy through the layers, and where it is known least."""
        levels = self.portrait.layers_in_model
        if not levels:
            return self.say("word.none")
        if len(levels) < 2:
            return self.say("word.one", layers=self.portrait.layers)
        first, last = levels[0], levels[-1]
        drops = [(above.know - below.know, above, below) for above, below in pairwise(levels)]
        loss, above, below = max(drops, key=lambda drop: drop[0])
        text = self.say(
            "word.way",
            first=self.share(first.know),
            top=first.layer,
            last=self.share(last.know),
            bottom=last.layer,
            above=above.layer if len(levels) > 2 and loss >= LOSS else 0,
            below=below.layer,
            before=self.share(above.know),
            after=self.share(below.know),
        )
        return " ".join([text, *self.least_known()])

    def least_known(self) -> list[str]:
        """Return the sentence on the department that knows least, if there are several."""
        departments = sorted(self.portrait.departments_in_model, key=lambda department: department.know)
        if len(departments) < 2:
            return []
        least, second = departments[:2]
        if departments[-1].know - least.know < LOSS:
            return [self.say("know.same")]
        return [
            self.say(
                "know.least" if self.portrait.least_known_is_clear else "know.two",
                department=least.department,
                share=self.share(least.know),
                second=second.department,
                next=self.share(second.know),
            )
        ]

    def resistance(self) -> str:
        """Return the text on the department that would resist first."""
        departments = sorted(self.portrait.departments_in_model, key=lambda department: -department.resistance)
        if not departments:
            return self.say("resist.unknown")
        first, policy = departments[0], policy_title(self.portrait.policy, self.texts)
        if first.resistance < SOME:
            return self.say("resist.none", policy=policy, least=self.texts.figure(f"{SOME:g}"))
        value = self.texts.figure(f"{first.resistance:.2f}")
        if len(departments) < 2:
            return self.say("resist.one", policy=policy, value=value)
        second = departments[1]
        return self.say(
            "resist.clear" if self.portrait.first_to_resist_is_clear else "resist.close",
            policy=policy,
            department=first.department,
            value=value,
            second=second.department,
            next=self.texts.figure(f"{second.resistance:.2f}"),
        )

    def examples(self) -> str:
        """Return the text on the members whose deeds have the most effect."""
        if not self.portrait.examples:
            return self.say("examples.none")
        return self.say("examples", people=self.people(self.portrait.examples, ".1f"))


def _more(count: int, people: Sequence[object]) -> int:
    """Return how many of a number are not among those that are named."""
    return count - len(people[:NAMED])
