"""After new results: fill the numbers and findings in every experiment's README, and the gallery, in again.

``uv run python experiments/refresh.py`` says which files changed. Words are yours: read them against the numbers.
"""

from simalign.experiments import load, names
from simalign.experiments.catalogue import experiments_folder
from simalign.experiments.gallery import refresh

if __name__ == "__main__":
    for file in refresh(experiments_folder(), [load(name) for name in names()]):
        print(file)
