"""导出: exactly the deadlines that a filter leaves, the most urgent first, as a file."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.steps import number_of
from casework.views.deadlines import DeadlineRow
from casework.views.naming import names_of
from statemachines.words import in_language
from web.due import WantedDeadlines
from web.exporting import export, in_pieces
from web.files import Cell
from web.house import House, InHouse
from web.pages import language_of
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
HEAD = (
    "末日 / last day", "剩余天数 / days left", "情况 / state", "暂定 / provisional", "编号 / No.", "事项 / what",
    "环节 / stage", "单位 / party",
)  # fmt: skip
LATE, PAUSED, RUNNING = "逾期 / overdue", "中止计时 / clock stopped", "计时中 / running"


@router.get("/deadlines.{ending}")
def deadlines_file(
    request: Request, house: InHouse, who: Signed, wanted: WantedDeadlines,
    ending: Annotated[str, Path(pattern="^(csv|xlsx)$")],
) -> Response:  # fmt: skip
    """The deadlines of a filter as CSV or as a workbook."""

    def read(last: DeadlineRow | None, many: int) -> Sequence[DeadlineRow]:
        return wanted.read(house, who, last.place if last else None, many)

    return export(house, "deadlines", ending, _table(house, in_pieces(read), language_of(request)))


def _table(house: House, pieces: Iterator[Sequence[DeadlineRow]], language: str) -> Iterator[Sequence[Cell]]:
    yield [in_language(each, language) for each in HEAD]
    yes = in_language("是 / yes", language)
    for piece in pieces:
        with house.service.store.reading() as connection:
            names = names_of(house.service, connection, (each.subject for each in piece))
        for each in piece:
            named = names.get(each.subject)
            state = PAUSED if each.state == "paused" else LATE if each.overdue else RUNNING
            yield (
                each.last_day, each.days_left, in_language(state, language), yes if each.provisional else None,
                number_of(each.subject), in_language(named.name, language) if named else None,
                in_language(named.rule(each.rule) if named else each.rule, language), named.party if named else None,
            )  # fmt: skip
