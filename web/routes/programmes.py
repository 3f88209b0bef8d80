"""项目: what each notice says, as the system understands it: stages, conditions, sources, and what no notice says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup

from casework.asked import Asked
from casework.views.actions import open_to
from casework.views.definitions import DefinitionInUse, definition_in_use, definitions_in_use
from casework.views.forms.next_round import may_open
from casework.views.forms.starting import may_start
from statemachines.machine import Procedure
from statemachines.pages import Table, actions_table, actors_of, ends_table, outline, rules_of, states_table
from statemachines.words import in_language
from web.drawing import drawn
from web.filters import Word
from web.house import InHouse
from web.pages import language_of, page
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
CODE = re.compile(r"`([^`]*)`")
BRACKETED = re.compile(r"（([^（）`]+ / [^（）`]+)）")
Line = tuple[tuple[str, str], ...]  # pieces, each with its kind: text, code, or source


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the definition: cells of lines of pieces; ``anchors`` where each row is the place of a source."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    anchors: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A procedure of a programme, ready to be shown."""

    id: str
    name: str
    outline: tuple[tuple[str, str], ...]
    drawing: Markup
    states: Grid
    ends: Grid
    actions: Grid


@router.get("/programmes")
def programmes_page(request: Request, house: InHouse, who: Signed) -> Response:
    """The programmes, each with its procedures."""
    return page(request, "programmes.html", {"definitions": definitions_in_use(house.service)})


@router.get("/programmes/{number}")
def programme_page(
    request: Request,
    house: InHouse,
    who: Signed,
    number: Annotated[str, Path(max_length=100)],
    did: Word = "",
) -> Response:
    """A programme's definition, and what may be done with the programme itself."""
    found, language = definition_in_use(house.service, number), language_of(request)
    programme = found.loaded.programme
    rules = {
        title: _grid(part, language) for title, part in rules_of(programme, found.sources).items() if part
    }
    shown = {
        "found": found, "programme": programme, "sources": found.sources, "did": did,
        "actors": {title: _grid(part, language) for title, part in actors_of(programme).items() if part},
        "courses": [_course(found, each, language) for each in found.loaded.procedures.values()],
        "rules": rules, "may_open": may_open(house.service, number, who.no, house.clock()),
        "may_start": may_start(house.service, number, who.no, house.clock()),
        "actions": open_to(house.service, f"programme:{number}", Asked("", who.no, house.clock())),
    }  # fmt: skip
    return page(request, "programme.html", shown)


def _course(found: DefinitionInUse, procedure: Procedure, language: str) -> Course:
    programme = found.loaded.programme
    name = programme.procedures[procedure.id].name
    told = tuple(_told(line, language) for line in outline(programme, procedure))
    return Course(
        procedure.id, name, told, drawn(procedure, name, language), _grid(states_table(programme, procedure), language),
        _grid(ends_table(procedure), language), _grid(actions_table(programme, procedure), language),
    )  # fmt: skip


def _told(line: str, language: str) -> tuple[str, str]:
    """“标签 / label: value” in one language, in two parts."""
    label, _, value = line.partition(": ")
    return in_language(label, language), _said(value, language)


def _grid(table: Table, language: str) -> Grid:
    sources = [name.startswith("出处 / source") for name in table.head]
    anchors = table.head[0].startswith("编号 / id")
    rows = tuple(
        tuple(
            tuple(_pieces(line, language, is_source=is_source) for line in cell.split("\n"))
            for cell, is_source in zip(row, sources, strict=True)
        )
        for row in table.rows
    )
    return Grid(tuple(in_language(name, language) for name in table.head), rows, anchors)


def _pieces(line: str, language: str, *, is_source: bool) -> Line:
    if is_source:
        return tuple(("source", each) for each in line.split(", ") if each)
    return tuple(_marked(_said(line, language)))


def _marked(line: str) -> Iterator[tuple[str, str]]:
    for at, piece in enumerate(CODE.split(line)):
        if piece:
            yield ("code" if at % 2 else "text", piece)


def _said(line: str, language: str) -> str:
    """The half that the reader reads, where a line (or what it has in brackets) is “中文 / English” and no more."""
    line = BRACKETED.sub(lambda found: f"（{in_language(found[1], language)}）", line)
    plain = line.count(" / ") == 1 and "`" not in line and ": " not in line
    return in_language(line, language) if plain else line
