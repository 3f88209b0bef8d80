"""A procedure drawn: its states in a column, its ends beside them, an arrow for each way; no script, no library."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from statemachines.machine import CLOCK, Procedure, Transition
from statemachines.words import action_word, end_word, in_language
from web.templating import templates_in

__all__ = ["Arrow", "Box", "Drawing", "draw", "drawn"]

WIDE, HIGH, GAP = 210, 30, 16  # of a box, and between two
LEFT, RIGHT = 120, 460  # where the columns of states and of ends begin
LANE, LANES = 14, 7  # arrows that pass others by run the further out, the further they go
STANDING = ("find_", "withdraw")  # may happen in every state: told by the table, not drawn


@dataclass(frozen=True, slots=True)
class Box:
    """A state or an end: its place, what it is called, and its kind (state, end, granted, revoked).

    ``place`` says of a case's own drawing whether it stands there (``here``) or was there before (``been``).
    """

    x: int
    y: int
    name: str
    kind: str
    place: str

    @property
    def middle(self) -> int:
        """The height at which arrows arrive and leave."""
        return self.y + HIGH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from one box to another, with the actions that lead there; ``clock`` where only the clock takes it."""

    path: str
    actions: str
    clock: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place, in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box: tuple[int, int] = (WIDE, HIGH)


@lru_cache(maxsize=128)  # most cases of a procedure went one of a few ways
def drawn(
    procedure: Procedure, name: str, language: str, here: str = "", been: frozenset[str] = frozenset()
) -> Markup:
    """The drawing of a procedure as it stands in a page, called ``name`` (中文 / English); see ``draw``."""
    macros: Any = templates_in(language).env.get_template("drawing.html").module
    picture: Markup = macros.drawn(draw(procedure, language, here, been), in_language(name, language))
    return picture


def draw(procedure: Procedure, language: str, here: str = "", been: Collection[str] = ()) -> Drawing:
    """Draw a procedure with names in ``zh`` or ``en``; the same procedure gives the same picture.

    ``here`` is the id of the state a case stands in, ``been`` are those of the states it left; none for no case.
    """
    states = [each for each in procedure.states.values() if not each.end]
    ends = [each for each in procedure.states.values() if each.end]
    step = HIGH + GAP
    shift = max(0, (len(states) - len(ends)) * step // 2)
    place = dict.fromkeys(been, "been") | {here: "here"}
    boxes = {
        each.id: Box(LEFT, at * step + 1, in_language(each.name, language), "state", place.get(each.id, ""))
        for at, each in enumerate(states)
    } | {
        each.id: Box(
            RIGHT, at * step + shift + 1, end_word(each.end.result, language),
            each.end.title if each.end.title in ("granted", "revoked") else "end", place.get(each.id, ""),
        )
        for at, each in enumerate(ends)
        if each.end
    }  # fmt: skip
    height = max(box.y for box in boxes.values()) + HIGH + 2
    arrows = tuple(_arrows(procedure, boxes, language))
    return Drawing(RIGHT + WIDE + 2, height, tuple(boxes.values()), arrows)


def _arrows(procedure: Procedure, boxes: dict[str, Box], language: str) -> Iterator[Arrow]:
    """One arrow for all the ways between two boxes."""
    ways: dict[tuple[str, str], list[Transition]] = {}
    for way in procedure.transitions:
        if way.target and way.target != way.source and not way.action.startswith(STANDING):
            ways.setdefault((way.source, way.target), []).append(way)
    for (source, target), mine in ways.items():
        words = dict.fromkeys(action_word(way.action, language) for way in mine)
        clock = all(way.by == (CLOCK,) for way in mine)
        yield Arrow(_path(boxes[source], boxes[target]), "、".join(words), clock)


def _path(source: Box, target: Box) -> str:
    if target.x != source.x:
        half = (source.x + WIDE + target.x) // 2
        start, end = (source.x + WIDE, source.middle), (target.x, target.middle)
        return f"M{start[0]},{start[1]} C{half},{start[1]} {half},{end[1]} {end[0]},{end[1]}"
    if target.y == source.y + HIGH + GAP:
        return f"M{source.x + WIDE // 2},{source.y + HIGH} V{target.y}"
    far = min(abs(target.y - source.y) // (HIGH + GAP), LANES) * LANE + LANE
    x, out = source.x, source.x - far
    return f"M{x},{source.middle} C{out},{source.middle} {out},{target.middle} {x},{target.middle}"
