"""Build the documentation site: ``uv run --group docs python -m docs.site.build``. Warnings are errors.

The pages are first brought together in build/pages: those of docs/, those that stand elsewhere in the repository, the
generated reference pages, and the notebooks with their stored outputs. Then Zensical makes the site of them in site/.

A link in a page is relative to the page's place in the repository, so that it also works where the files are read
without the site. Here it is pointed at the page of the site, or at a copy of the file.
"""

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from os.path import normpath, relpath
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert import MarkdownExporter

from docs.site.reference import PAGES as GENERATED
from simalign.app.site import write_site

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = ROOT / "site"
BUILD = ROOT / "build" / "pages"
ELSEWHERE = {  # file of the repository -> page of the site
    "README.md": "about/readme.md",
    "CHANGELOG.md": "about/changelog.md",
    ".github/CONTRIBUTING.md": "about/contributing.md",
    "LICENSE-texts.md": "about/licences.md",
    "configs/README.md": "guides/files.md",
    "configs/sweeps/README.md": "guides/sweeps.md",
    "configs/facts/README.md": "guides/studies.md",
    "configs/classics/README.md": "reference/classics.md",
    "simalign/app/README.md": "guides/page.md",
    "simalign/ODD.md": "reference/odd.md",
    "experiments/README.md": "findings/index.md",
} | {
    file.relative_to(ROOT).as_posix(): f"findings/{file.parent.name}.md"
    for file in sorted(ROOT.glob("experiments/*/README.md"))
}
REMOTE = "https://unpkg.com/iframe-worker/shim"  # the only script from elsewhere that Zensical puts into pages
SHIPPED, CODE_GUIDE = "reference/shipped.md", "about/contributing.md"  # where links to folders lead
PAGE = "page"  # the page of `simalign site`
CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"""(\]\(|(?:href|src)=")([^)\s"#:]+)(#[^)"]*)?(?=[)"])""")
FORMULA = re.compile(r"(?<![\\\w$])\$([^$\n]+)\$(?!\w)")


def main() -> None:
    """Bring the pages together and make the site."""
    assemble(BUILD)
    command = [Path(sys.executable).parent / "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=ROOT)
    for file in SITE.glob("**/*.html"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(REMOTE, relpath(SITE / "assets/iframe-worker.js", file.parent)), encoding="utf-8")
    sys.exit(done.returncode)


def assemble(folder: Path) -> None:
    """Write all pages and files of the site into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for file in sorted(DOCS.rglob("*")):
        uri = file.relative_to(DOCS).as_posix()
        if file.is_dir() or uri.startswith("site/") or file.suffix == ".toml":
            continue
        if file.suffix == ".md":
            write(folder, uri, file.read_text(encoding="utf-8"), f"docs/{uri}")
        else:
            copy(folder, uri, file)
        if file.suffix == ".ipynb":
            write(folder, uri.replace(".ipynb", ".md"), notebook_page(file), f"docs/{uri}")
    for source, uri in ELSEWHERE.items():
        if not (folder / uri).exists():
            write(folder, uri, (ROOT / source).read_text(encoding="utf-8"), source)
    for uri, text in GENERATED.items():
        write(folder, uri, text(), f"docs/{uri}")
    write_site(folder / PAGE)


def copy(folder: Path, uri: str, file: Path) -> None:
    """Copy a file into the site."""
    (folder / uri).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / uri)


def write(folder: Path, uri: str, text: str, source: str) -> None:
    """Write a page, with its links pointed at the site, and formulas as MathML. source: its path in the repository."""

    def link(found: re.Match[str]) -> str:
        before, target, anchor = found.groups(default="")
        path = normpath((Path(source).parent / target).as_posix())
        return f"{before}{relpath(place(folder, path), Path(uri).parent)}{anchor}"

    def page(part: str) -> str:
        return FORMULA.sub(
            lambda formula: f"<span>{convert(formula[1])}</span>", LINK.sub(link, part)
        )  # math alone is a block

    parts = [part if part.startswith("`") else page(part) for part in CODE.split(text)]
    (folder / uri).parent.mkdir(parents=True, exist_ok=True)
    (folder / uri).write_text("".join(parts), encoding="utf-8")


def place(folder: Path, path: str) -> str:
    """Return the page or file of the site for a path of the repository. A file that the site lacks is copied."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if (ROOT / path).is_dir():
        return ELSEWHERE.get(f"{path}/README.md", SHIPPED if path.startswith("configs") else CODE_GUIDE)
    uri = f"repository/{path}"
    if (ROOT / path).is_file():
        copy(folder, uri, ROOT / path)
    return uri


def notebook_page(file: Path) -> str:
    """Return a notebook with its stored outputs as Markdown, with the figures in it."""
    text, resources = MarkdownExporter().from_notebook_node(nbformat.read(file, as_version=4))
    for name, picture in resources["outputs"].items():
        text = text.replace(f"({name})", f"(data:image/png;base64,{b64encode(picture).decode()})")
    title, rest = text.lstrip().split("\n", 1)
    return f"{title}\n\n*This page is a notebook with its stored results: [{file.name}]({file.name}).*\n{rest}"


if __name__ == "__main__":
    main()
