"""Update the numbers and findings in the READMEs of all experiments and in the gallery from the stored results.

``uv run python experiments/refresh.py`` prints the files that changed. It does not change the text around the numbers:
check that it still agrees with them.
"""

from simalign.experiments import load, names
from simalign.experiments.catalogue import experiments_folder
from simalign.experiments.gallery import refresh

if __name__ == "__main__":
    for file in refresh(experiments_folder(), [load(name) for name in names()]):
        print(file)
