"""公示: a list as it was published, with the window for objections."""

from dataclasses import dataclass
from datetime import date

from papers.document import PHRASE, Column, Document, Paragraph, Table, chinese_day
from papers.kinds.issue import Issue

__all__ = ["NoticeFacts", "notice"]

_COLUMNS = (
    Column("序号", 13, centred=True), Column("申报对象", 52), Column("申报主体", 52),
    Column("所在地区", 26, centred=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice: of which programme, which list, from when to when; each entry with object, applicant and region.

    ``length`` is the length of the window in words of the definition, empty where it is not known; ``address`` is
    the page of the notice, empty for none. ``corrected`` says that it replaces an earlier one.
    """

    issue: Issue
    programme: str
    list_name: str
    first: date
    last: date
    length: str
    address: str
    corrected: bool
    entries: tuple[tuple[str, str, str], ...]


def notice(facts: NoticeFacts) -> Document:
    """The notice, with its entries in a table."""
    within = f"（{facts.length}）" if facts.length else ""
    online = f"，或在网上提出：{facts.address}" if facts.address else ""
    again = "本公示更正此前发布的公示，公示期重新计算。" if facts.corrected else ""
    rows = ((str(place), *each) for place, each in enumerate(facts.entries, 1))
    return Document(
        f"关于{PHRASE}{facts.programme}{PHRASE}{facts.list_name}的公示{'（更正）' if facts.corrected else ''}",
        (
            Paragraph(f"现将{facts.programme}{facts.list_name}予以公示，接受社会监督。{again}"),
            Paragraph(
                f"公示时间：{chinese_day(facts.first)}至{chinese_day(facts.last)}{within}。"
                f"对公示内容有异议的，请在公示期内向我单位书面反映{online}。"
            ),
            Table(_COLUMNS, tuple(rows)),
        ),
        issuers=(facts.issue.issuer,), day=facts.issue.day, number=facts.issue.number, note=facts.issue.note,
    )  # fmt: skip
