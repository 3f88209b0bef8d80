"""导出: exactly the cases that a filter leaves, as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.views.cases import CaseRow, list_cases
from casework.views.programmes import names_of_programmes
from statemachines.words import end_word, in_language
from web.exporting import export, in_pieces
from web.files import Cell
from web.filters import FilteredCases, Wanted
from web.house import House, InHouse
from web.pages import language_of
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter()
HEAD = (
    "编号 / No.", "项目 / programme", "批次 / round", "申报主体 / applicant", "统一社会信用代码 / applicant's code",
    "申报对象 / object", "对象编号 / object no.", "地区代码 / region", "状态 / state", "由谁办理 / whose turn",
    "期限 / last day", "暂定 / provisional", "逾期 / overdue", "进入本环节 / since", "立案 / opened", "办结 / ended",
)  # fmt: skip


@router.get("/cases.{ending}")
def cases_file(
    request: Request, house: InHouse, who: Signed, wanted: Wanted,
    ending: Annotated[str, Path(pattern="^(csv|xlsx)$")],
) -> Response:  # fmt: skip
    """The cases of a filter as CSV, which any spreadsheet opens, or as a workbook, with days as days."""
    return export(house, "cases", ending, _table(house, who, wanted, language_of(request)))


def _table(house: House, who: Who, wanted: FilteredCases, language: str) -> Iterator[Sequence[Cell]]:
    yield [in_language(each, language) for each in HEAD]
    programmes = {each.id: in_language(each.name, language) for each in names_of_programmes(house.service)}
    yes = in_language("是 / yes", language)
    for case in _cases(house, who, wanted):
        state = (
            end_word(case.result or "", language) if case.ended_at else in_language(case.state_name, language)
        )
        running = case.ended_at is None
        yield (
            case.no, programmes.get(case.programme, case.programme), case.round_no, case.applicant,
            case.applicant_code, case.object, case.object_no, case.region, state,
            in_language(case.owner_name, language), case.last_day if running else None,
            yes if case.provisional and running else None, yes if case.overdue else None, case.entered_at,
            case.opened_at, case.ended_at,
        )  # fmt: skip


def _cases(house: House, who: Who, wanted: FilteredCases) -> Iterator[CaseRow]:
    """All of them, read piece by piece, each behind the last of the one before."""
    now = house.clock()

    def read(last: CaseRow | None, most: int) -> Sequence[CaseRow]:
        wish = replace(wanted.whole, after=last.no if last else "")
        return list_cases(house.service, wish, now, most, sight=who.sight)

    return chain.from_iterable(in_pieces(read))
