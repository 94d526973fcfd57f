"""Messages in Python: the same texts as those of the page's formatter, and the same values in every language."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import simalign
from simalign import InputError
from simalign.scenario.psychology import Psychology
from simalign.texts.catalogue import ENGLISH, LANGUAGES, SERVER_ONLY, texts_in
from simalign.texts.message import Argument, Parts, arguments, parse

NODE = shutil.which("node")
NUMBERS = (0, 1, 2, 1234567)
PARAMETER = "report.parameter."
PACKAGE = Path(simalign.__file__).parent


def report_keys(language: str) -> list[str]:
    return [key for key in texts_in(language).messages if key.startswith(SERVER_ONLY)]


def every_argument(parts: Parts) -> Iterator[Argument]:
    for part in parts:
        if isinstance(part, Argument):
            yield part
            for option in (part.options or {}).values():
                yield from every_argument(option)


def some_values(parts: Parts, case: int) -> dict[str, str | int]:
    """Values for a message that choose other options in each case; a value of a plural is a number, others are text."""
    values: dict[str, str | int] = {}
    for each in every_argument(parts):
        if each.kind == "plural":
            values[each.name] = NUMBERS[case]
        elif each.kind == "select":
            values[each.name] = list(each.options or {})[case % len(each.options or {})]
        else:
            values.setdefault(each.name, f"'{each.name}' {{0,5 %}}")
    return values


@pytest.mark.skipif(NODE is None, reason="no node on the PATH (Debian: apt-get install nodejs)")
def test_texts_are_those_of_the_formatter_of_the_page() -> None:
    asked, ours = [], []
    for language in LANGUAGES:
        texts = texts_in(language)
        for key in report_keys(language):
            for case in range(len(NUMBERS)):
                values = some_values(parse(texts.messages[key]), case)
                asked.append([language, texts.messages[key], values])
                ours.append(texts.say(key, **values))
    script = Path(__file__).with_name("format.mjs")
    done = subprocess.run([str(NODE), script], input=json.dumps(asked), capture_output=True, text=True, check=True)
    assert ours == json.loads(done.stdout)
    assert len(ours) > 800


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_reports_have_the_same_texts_and_values_in_every_language(language: str) -> None:
    texts = texts_in(language).messages
    declared = {f"{PARAMETER}{name}" for name in Psychology.model_fields}  # some are described there, in English
    assert {key for key in texts if key.startswith(PARAMETER)} == declared
    assert set(report_keys(language)) - declared == set(report_keys(LANGUAGES[0])) - declared
    for key in report_keys(LANGUAGES[0]):
        assert set(arguments(parse(texts[key]))) == set(arguments(parse(ENGLISH.messages[key]))), key


def test_every_text_of_reports_is_used() -> None:
    """By its whole key, or by beginnings that modules complete with a word that is written out somewhere."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    started = set(re.findall(r'f"([a-z_.]+\.)\{', source))
    words = set(re.findall(r"[\"']([a-z_.]+)[\"']", source))

    def is_used(key: str) -> bool:
        return key in words or any(is_used(key.removeprefix(start)) for start in started if key.startswith(start))

    others = [key for key in report_keys(LANGUAGES[0]) if not key.startswith((PARAMETER, "report.value."))]
    assert [key for key in others if not is_used(key)] == []
    assert not is_used("report.special.nonsense")


@pytest.mark.parametrize(
    "wrong", ["{n", "a}", "{n, plural, one {x}}", "{n, number}", "{}", "{n, select, a {x} other {y}"]
)
def test_what_is_not_supported_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"not supported|brace"):
        parse(wrong)


@pytest.mark.parametrize("wrong", ["fr", "", "EN", None, ["de"]])
def test_another_language_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match=r"language: is not a language of reports.*allowed: en or de"):
        texts_in(wrong)  # type: ignore[arg-type]
