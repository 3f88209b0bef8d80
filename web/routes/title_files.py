"""导出: exactly the titles that a filter leaves, with their grades, as a file."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from casework.views.programmes import names_of_programmes
from casework.views.titles import TitleRow, grades_of, list_titles
from statemachines.words import in_language
from web.exporting import export, in_pieces
from web.files import Cell
from web.filters import Word
from web.house import House, InHouse
from web.pages import language_of
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()
HEAD = (
    "编号 / No.", "项目 / programme", "称号 / title", "申报对象 / object", "对象编号 / object no.", "持有单位 / holder",
    "统一社会信用代码 / holder's code", "状态 / state", "授予 / granted", "有效期至 / valid until",
    "牌匾编号 / plaque no.", "文号 / letter no.", "历次评定 / grades", "下次考评 / next assessment", "终止 / ended",
)  # fmt: skip


@router.get("/titles.{ending}")
def titles_file(
    request: Request, house: InHouse, who: Signed, ending: Annotated[str, Path(pattern="^(csv|xlsx)$")],
    q: Word = "", programme: Word = "", state: Word = "",
) -> Response:  # fmt: skip
    """The titles of a filter as CSV or as a workbook."""

    def read(last: TitleRow | None, many: int) -> Sequence[TitleRow]:
        return list_titles(
            house.service, house.clock(), q=q, programme=programme, state=state, after=last.no if last else "",
            limit=many, sight=who.sight,
        )  # fmt: skip

    return export(house, "titles", ending, _table(house, in_pieces(read), language_of(request)))


def _table(house: House, pieces: Iterator[Sequence[TitleRow]], language: str) -> Iterator[Sequence[Cell]]:
    yield [in_language(each, language) for each in HEAD]
    programmes = {each.id: in_language(each.name, language) for each in names_of_programmes(house.service)}
    for piece in pieces:
        grades = grades_of(house.service, [each.no for each in piece])
        for each in piece:
            given = "；".join(f"{grade.year} {grade.grade}" for grade in grades.get(each.no, ()))
            yield (
                each.no, programmes.get(each.programme, each.programme), in_language(each.kind_name, language),
                each.object, each.object_no, each.holder, each.holder_code, in_language(each.state_name, language),
                each.granted_on, each.valid_until, each.plaque_no, each.letter_no, given, each.next_assessment,
                each.ended_on,
            )  # fmt: skip
