"""Small studies for tests."""

from pathlib import Path

SMALL = """source: made for a test
set: {{organisation.size: {size}, organisation.stakeholders: 2, warmup: {warmup}}}
arms:
  little: {{policy.levers.mandate: 0}}
  much: {{policy.levers.mandate: 0.9}}
effects:
  - {{name: {name}, outcome: resistance, unit: difference, week: 3, published: {published}}}
"""


def study(
    folder: Path, name: str = "small", published: str = "{}", size: int = 12, warmup: int = 2, **replaced: str
) -> Path:
    """A study file of two arms; ``replaced``: texts by what they take the place of, under any keys."""
    text = SMALL.format(name=name, published=published, size=size, warmup=warmup)
    for old_and_new in replaced.values():
        old, new = old_and_new.split(" => ")
        assert old in text, old
        text = text.replace(old, new)
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file
