"""Write a board report as one HTML file without scripts, links or other files."""

from base64 import b64encode
from html import escape
from importlib.resources import files
from string import Template

from simalign.board.content import Board, Picture, Section


def html(board: Board) -> bytes:
    """Return the report as HTML in UTF-8; printed on A4 it has two pages."""
    template = Template(files("simalign.board").joinpath("page.html").read_text(encoding="utf-8"))
    first, second = board.pages
    return template.substitute(
        language=board.texts.language,
        title=escape(board.title),
        question=escape(board.question),
        answer=escape(board.answer),
        certainty="\n".join(f"<p>{escape(text)}</p>" for text in board.certainty),
        picture=_picture(board.picture),
        table=_table(board.table),
        first="\n".join(map(_section, first)),
        second="\n".join(map(_section, second)),
    ).encode()


def _picture(picture: Picture) -> str:
    image = b64encode(picture.svg.encode()).decode()
    return f'<img alt="{escape(picture.alt)}" src="data:image/svg+xml;base64,{image}">'


def _table(rows: tuple[tuple[str, ...], ...], kind: str = "numbers") -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(c)}</td>" for c in row[1:]) + "</tr>"
        for row in rows[1:]
    )
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _section(section: Section) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in section.sentences)
    shown = "" if section.picture is None else f"<figure>{_picture(section.picture)}</figure>"
    table = _table(section.table, "text") if section.table else ""
    return f"<section><h2>{escape(section.title)}</h2><ul>{items}</ul>{table}{shown}</section>"
