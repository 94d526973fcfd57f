"""Update the generated blocks of all READMEs from the stored results: of the experiments, the gallery and the project.

``uv run python experiments/refresh.py`` prints the files that changed. The text outside the blocks states no result.
"""

from simalign.experiments import load, names
from simalign.experiments.catalogue import experiments_folder
from simalign.experiments.gallery import refresh

FINDINGS = ("balance", "push_or_pull", "when_management_stops", "where_push_wins")  # in the README of the project

if __name__ == "__main__":
    for file in refresh(experiments_folder(), [load(name) for name in names()], FINDINGS):
        print(file)
