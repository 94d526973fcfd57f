"""Plain names of psychological parameters and levers, for sentences such as "unless ... is below 40%"."""

from simalign.policies.levers import LEVERS
from simalign.scenario.psychology import Psychology
from simalign.texts.catalogue import ENGLISH, Texts


def phrase_of(parameter: str, texts: Texts = ENGLISH) -> str:
    """Return the plain name of a psychological parameter; its description in ``Psychology`` if there is none.

    >>> phrase_of("follow"), phrase_of("learning")
    ("the effect of leaders' example", 'the weekly step of skill towards the level that conditions allow')
    """
    key = f"report.parameter.{parameter}"
    return texts.say(key) if key in texts.messages else f"the {Psychology.model_fields[parameter].description}"


def lever_title(lever: str, texts: Texts = ENGLISH, quoted: bool = True) -> str:
    """Return the title of a lever inside a sentence; quoted: as German sentences have names.

    >>> lever_title("mandate")
    'mandate'
    """
    key = f"lever.{lever}.title"
    title = texts.say(key) if key in texts.messages else LEVERS[lever].plain.title.lower()
    return texts.say("report.name", name=title) if quoted else title
