"""Paths of our own pages."""

from urllib.parse import quote, urlsplit

__all__ = ["inside", "page_of"]

PAGES = {
    "case": "/cases",
    "title": "/titles",
    "list": "/lists",
    "round": "/rounds",
    "programme": "/programmes",
}


def inside(path: str) -> str:
    """The path, where it leads to a page of ours; the first page where it would lead anywhere else."""
    parts = urlsplit(path)
    ours = (
        not parts.scheme and not parts.netloc and path.startswith("/") and not path.startswith(("//", "/\\"))
    )
    return path if ours and path.isprintable() else "/"


def page_of(subject: str) -> str:
    """The page of a subject (`case:NO`); empty for what has none."""
    kind, _, number = subject.partition(":")
    return f"{PAGES[kind]}/{quote(number, safe='')}" if kind in PAGES and number else ""
