"""simalign viz on the command line, and the model behind the page."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from typer.testing import CliRunner

from simalign import installation
from simalign.cli import app
from simalign.errors import InputError
from simalign.viz import server
from simalign.viz.model import PageModel
from tests.patience import PATIENCE


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--scenario", "low_trst"], r"--scenario: no scenario of that name; did you mean 'low_trust'.*'low_trst'"),
        (["--policy", "pusch"], r"--policy: no policy of that name; did you mean 'push'.*'pusch'.*allowed: "),
        (["--policy", "missing.yaml"], r"missing.yaml: no such file"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_starts(
    given: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "check_installed", lambda: None)
    with pytest.raises(InputError, match=said):
        CliRunner().invoke(app, ["viz", "--no-browser", *given], catch_exceptions=False)


@pytest.mark.parametrize("given", [["--seed", "-1"], ["--port", "70000"], ["--host", "0.0.0.0"]])
def test_bad_options_leave_with_2(given: list[str]) -> None:
    done = CliRunner().invoke(app, ["viz", "--no-browser", *given])
    assert done.exit_code == 2
    assert given[0] in done.output


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['solara'] = None; sys.argv = ['simalign', 'viz', '--no-browser', '--port', '0']\n"
        "from simalign.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "simalign viz needs solara, which is not installed; allowed: pip install 'simalign-abm[viz]'\n" in done.stderr
    )
    assert "Traceback" not in done.stderr


def test_without_the_files_of_the_page_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "version", lacking)
    monkeypatch.setattr(installation, "find_spec", lambda name: True)
    with pytest.raises(InputError, match="needs solara-assets, which is not installed"):
        server.check_installed()


def test_the_model_goes_no_further_than_its_weeks() -> None:
    model = PageModel("low_trust", "own", size=10, rng=1)
    model.run_for(155)
    for _ in range(3):  # as with a render interval of 3
        model.step()
    assert (model.week, model.time, model.running) == (156, 52 + 156, False)


def test_what_cannot_be_used_lives_no_week() -> None:
    model = PageModel(policy="nosuch")
    model.step()
    assert "no policy of that name" in str(model.problems[0])
    assert (model.time, model.running) == (0, False)
