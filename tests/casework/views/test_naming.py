"""Names for people instead of ids."""

from casework.views.naming import names_of
from tests.world import World


def test_cases_rounds_and_programmes_are_named_with_their_rules(world: World) -> None:
    case = world.bring("publicity")
    on = world.list_of(case)
    subjects = [case, on, f"round:{world.rounds[0]}", "programme:standard", "case:nobody"]
    with world.store.reading() as connection:
        found = names_of(world.service, connection, subjects)
    assert sorted(found) == sorted(subjects[:4])
    assert (found[case].name, found[case].party) == ("OBJ1", "甲申报单位")
    assert found[case].rule("prefecture_review") == "市级审核 / prefecture review"
    assert found[case].rule("overall").startswith("总期限")
    assert found[case].rule("unheard_of") == "unheard_of"
    assert found[on].rule("publicity") == "公示中 / in public"
    assert found[f"round:{world.rounds[0]}"].rule("round.closes").startswith("申报截止")


def test_titles_are_named_by_what_bears_them(world: World) -> None:
    world.bring("certified")
    with world.store.reading() as connection:
        (found,) = names_of(world.service, connection, ["title:standard-T0001"]).values()
    assert found.name == "OBJ1"
    assert found.rule("title.assess").startswith("启动考评")


def test_one_statement_names_many(world: World) -> None:
    cases = [world.new_case(object_no=f"OBJ{n}") for n in (1, 3)]
    with world.store.reading() as connection:
        names_of(world.service, connection, cases)
        with world.queries() as asked:
            names_of(world.service, connection, cases)
    assert len(asked) == 1
