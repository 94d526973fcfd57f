"""Every value that a file may give for members at the start has a name in the catalogue."""

from simalign.organisation.start_values import PROFILES, start_value_names
from simalign.texts.catalogue import ENGLISH, LANGUAGES, texts_in


def test_every_starting_value_has_a_name_in_each_language() -> None:
    names = {*PROFILES, *(name for name in start_value_names(["growth"]) if not name.endswith("_growth"))}
    for language in LANGUAGES:
        assert {
            key.removeprefix("report.value.") for key in texts_in(language).messages if "report.value." in key
        } == names
    assert all(ENGLISH.say(f"report.value.{name}") == name for name in names)
