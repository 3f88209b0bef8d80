"""Lines as Chinese is set."""

from hypothesis import given
from hypothesis import strategies as st

from papers.document import PHRASE
from papers.lines import CLOSING, OPENING, broken, phrased

WORDS = st.text(st.sampled_from("甲乙丙，。“”（）《》1a "), max_size=60)


def wide(text: str) -> float:
    """Chinese is twice as wide as Latin."""
    return sum(1.0 if ord(each) > 255 else 0.5 for each in text)


@given(WORDS, st.integers(6, 20))
def test_broken_lines_fit_and_lose_nothing(text: str, room: int) -> None:
    lines = broken(text, wide, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    if not set(text) & set(CLOSING + OPENING):
        assert all(wide(each) <= room for each in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "甲乙丙丁戊，己庚辛壬（癸子丑寅）卯辰巳午未。申酉" * 9
    lines = broken(text, wide, 5)
    assert all(each[0] not in CLOSING and each[-1] not in OPENING for each in lines)
    assert max(map(wide, lines)) <= 5


def test_words_and_numbers_stay_whole_where_a_line_holds_them() -> None:
    assert "12345.67" in broken("共计12345.67元整数", wide, 5)[1]
    assert broken("abcdefghij", wide, 2) == ["abcd", "efgh", "ij"]


def test_first_line_may_be_shorter_and_breaks_are_kept() -> None:
    assert broken("甲乙丙丁戊", wide, 3, 1) == ["甲", "乙丙丁", "戊"]
    assert broken("甲\n乙丙", wide, 3) == ["甲", "乙丙"]


def test_title_ends_its_lines_between_phrases_where_they_fit() -> None:
    title = f"关于推荐{PHRASE}某某集群{PHRASE}申报对象的函"
    assert phrased(title, wide, 30) == ["关于推荐某某集群申报对象的函"]
    assert phrased(title, wide, 8) == ["关于推荐某某集群", "申报对象的函"]
    assert phrased(title, wide, 5) == ["关于推荐某", "某集群申报", "对象的函"]


def test_numbers_of_ours_are_parted_at_their_joints() -> None:
    assert broken("编号standard-2025-0001", wide, 7) == ["编号standard-", "2025-0001"]
