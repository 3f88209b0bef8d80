"""Text into lines as Chinese is set: between any two characters, but no line begins with a closing mark."""

import re
from collections.abc import Callable, Iterator

__all__ = ["broken"]

# No line begins with one of these (避头) or ends with one of those (避尾).
CLOSING = "，。、；：？！…—～·”’）》〉】〕｝」』％‰℃,.;:?!)]}%"
OPENING = "“‘（《〈【〔｛「『([{"
WORD = re.compile(r"[A-Za-z0-9._@/:+#&=?%~-]+|.", re.DOTALL)

Width = Callable[[str], float]


def broken(text: str, width: Width, room: float, first: float | None = None) -> list[str]:
    """The lines of a text: each no wider than ``room``, the first one than ``first`` (both in the unit of ``width``).

    Words and numbers in Latin letters stay whole where a line holds them. Line breaks in the text are kept.
    """
    lines: list[str] = []
    for piece in text.split("\n"):
        lines += _paragraph(piece, width, room, room if first is None or lines else first)
    return lines


def _paragraph(text: str, width: Width, room: float, first: float) -> list[str]:
    lines, line, here = [], "", first
    for token in _tokens(text, width, room):
        if line and width(line + token) > here + 1e-6:
            kept, moved = _parted(line, token)
            lines.append(kept)
            line, here = moved + token.lstrip(" ") if not moved else moved + token, room
        else:
            line += token
    return [*lines, line]


def _tokens(text: str, width: Width, room: float) -> Iterator[str]:
    """What is not parted; a word wider than a line is parted into its letters after all."""
    for found in WORD.findall(text):
        if len(found) > 1 and width(found) > room:
            yield from found
        else:
            yield found


def _parted(line: str, token: str) -> tuple[str, str]:
    """What stays on a line, and what of its end goes on with the token that no longer fits."""
    cut = len(line)
    if token[0] in CLOSING:
        cut -= 1
        while cut > 1 and line[cut] in CLOSING:
            cut -= 1
    while cut > 1 and line[cut - 1] in OPENING:
        cut -= 1
    if cut < 1:
        return line, ""
    return line[:cut].rstrip(" "), line[cut:]
