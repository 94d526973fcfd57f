"""Update the generated blocks of all READMEs from the stored results: of the experiments, the gallery and the project.

``uv run python experiments/refresh.py`` prints the files that changed. The text outside the blocks states no result.
"""

import pandas as pd

from simalign.experiments import load, names
from simalign.experiments.catalogue import experiments_folder
from simalign.experiments.gallery import refresh
from simalign.experiments.readme import filled

FINDINGS = ("balance", "push_or_pull", "when_management_stops", "where_push_wins")  # in the README of the project


def first_look(table: pd.DataFrame) -> str:
    """Return the answer of the first look as Markdown, from the table percent.csv of ``simalign compare``."""
    rows = [
        f"| {row.policy.replace('_', ' ')} | {row.period} | {row.basis} | {row.measure.replace('_', ' ')} | "
        f"{row.percent:+.1f} | {row.low:+.1f} to {row.high:+.1f} | {row.middle_low:+.1f} to {row.middle_high:+.1f} | "
        f"{100 * row.ahead:.0f}% |"
        for row in table[table["measure"].isin(["value", "value_net"])].itertuples()
    ]
    head = (
        "Value and value net of pay, in per cent of status quo.\n\n"
        "| policy | period | basis | measure | mean | 95% interval | middle 95% over people | above status quo |\n"
        "|---|---|---|---|--:|---|---|--:|"
    )
    return "\n".join([head, *rows])


if __name__ == "__main__":
    folder = experiments_folder()
    for file in refresh(folder, [load(name) for name in names()], FINDINGS):
        print(file)
    look = folder / "first_look"
    text = (look / "README.md").read_text(encoding="utf-8")
    (look / "README.md").write_text(filled(text, {"answer": first_look(pd.read_csv(look / "percent.csv"))}), "utf-8")
