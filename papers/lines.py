"""Text into lines as Chinese is set: between any two characters, but no line begins with a closing mark."""

import re
from collections.abc import Callable, Iterator

from papers.document import PHRASE, plain

__all__ = ["broken", "phrased"]

# No line begins with one of these (避头) or ends with one of those (避尾).
CLOSING = "，。、；：？！…—～·”’）》〉】〕｝」』％‰℃,.;:?!)]}%"
OPENING = "“‘（《〈【〔｛「『([{"
WORD = re.compile(r"[A-Za-z0-9.@:+#&=?%~]+[_/-]*|[_/-]+|.", re.DOTALL)  # a line may end after _ / and -

Width = Callable[[str], float]


def broken(text: str, width: Width, room: float, first: float | None = None) -> list[str]:
    """The lines of a text: each no wider than ``room``, the first one than ``first`` (both in the unit of ``width``).

    Words and numbers in Latin letters stay whole where a line holds them, but for numbers of ours, which have their
    joints. Line breaks in the text are kept.
    """
    lines: list[str] = []
    for piece in text.split("\n"):
        lines += _paragraph(piece, width, room, room if first is None or lines else first)
    return lines


def phrased(title: str, width: Width, room: float) -> list[str]:
    """The lines of a title: as few as it takes. They end between its phrases where those fit, else are nearly alike."""
    lines = [""]
    for phrase in title.split(PHRASE):
        if lines[-1] and width(lines[-1] + phrase) > room:
            lines.append("")
        lines[-1] += phrase
    if all(width(each) <= room for each in lines):
        return lines
    whole = plain(title)
    even = width(whole) / len(broken(whole, width, room)) + 2 * width("　")
    return broken(whole, width, min(even, room))


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
