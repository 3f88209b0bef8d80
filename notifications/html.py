"""The HTML of a letter, made from its plain text: paragraphs, lists, and everything escaped."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

__all__ = ["page"]

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "letters"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TAGS = {"zh": "zh-CN", "en": "en"}


def page(language: str, subject: str, body: str) -> str:
    """A whole page: the subject as heading, a paragraph for each of the body, lists where lines begin with “- ”."""
    return _ENVIRONMENT.get_template("page.html").render(
        language=_TAGS[language], subject=subject, parts=list(_parts(body))
    )


def _parts(body: str) -> Iterator[tuple[str, list[str]]]:
    """Paragraphs and lists, each with its lines."""
    for paragraph in body.strip().split("\n\n"):
        for listed, found in groupby(paragraph.splitlines(), key=lambda line: line.startswith("- ")):
            lines = list(found)
            yield ("list", [line[2:] for line in lines]) if listed else ("paragraph", lines)
