"""The draw: anybody can repeat it, nobody can choose it."""

import shutil
import subprocess
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachines.draw import draw_order, explain_draw, frozen_pool, pool_digest

SEED = sha256(b"seal").hexdigest()
PERSONS = st.lists(st.from_regex(r"[a-z0-9.-]{1,8}", fullmatch=True), max_size=12)


def test_draw_order_is_the_order_of_the_digests() -> None:
    """Computed here once more from the words of the rule."""
    pool = ["expert-3", "expert-1", "expert-2"]
    expected = sorted(pool, key=lambda person: sha256(f"{SEED}\n{person}".encode()).hexdigest())
    assert draw_order(pool, SEED) == tuple(expected)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_explained_commands_recompute_the_draw() -> None:
    """What the explanation tells a person to type gives the digests it shows."""
    lines = explain_draw(["b", "a"], SEED, 1)
    pool_command = next(line for line in lines if "recompute the pool" in line).partition(": ")[2]
    person_command = next(line for line in lines if "recompute a person" in line).partition(": ")[2]

    def typed(command: str) -> str:
        return subprocess.run(
            ["sh", "-c", command], capture_output=True, check=True, text=True
        ).stdout.split()[0]

    assert typed(pool_command) == pool_digest(["a", "b"])
    for person in ("a", "b"):
        digest = typed(person_command.replace("PERSON", person))
        assert sum(digest in line and line.split()[2] == person for line in lines) == 1


def test_explanation_marks_exactly_the_persons_drawn() -> None:
    pool = ["e1", "e2", "e3", "e4"]
    drawn = [line.split()[2] for line in explain_draw(pool, SEED, 2) if line.endswith("drawn")]
    assert tuple(drawn) == draw_order(pool, SEED)[:2]


@given(PERSONS, st.randoms())
def test_draw_depends_only_on_who_is_in_the_pool(persons: list[str], random: Random) -> None:
    again = [*persons, *persons]
    random.shuffle(again)
    assert draw_order(again, SEED) == draw_order(persons, SEED)
    assert pool_digest(again) == pool_digest(persons)
    assert sorted(draw_order(persons, SEED)) == sorted(set(persons))


@given(PERSONS, st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True))
def test_leaving_out_one_person_keeps_the_order_of_the_others(persons: list[str], person: str) -> None:
    """So a recused expert is replaced by the next in the order, without a second draw."""
    without = [each for each in persons if each != person]
    full = draw_order([*without, person], SEED)
    assert tuple(each for each in full if each != person) == draw_order(without, SEED)


def test_another_seed_gives_another_order() -> None:
    pool = [f"expert-{number}" for number in range(20)]
    assert draw_order(pool, SEED) != draw_order(pool, SEED[::-1])


def test_pool_digest_tells_apart_pools_that_read_alike() -> None:
    assert len({pool_digest(pool) for pool in (["ab", "c"], ["a", "bc"], ["abc"], [])}) == 4


@pytest.mark.parametrize("person", ["", "a\nb"])
def test_pool_refuses_what_is_no_person_number(person: str) -> None:
    with pytest.raises(ValueError, match="not a person number"):
        frozen_pool(["e1", person])


def test_draw_without_a_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a seed"):
        draw_order(["e1"], "")
