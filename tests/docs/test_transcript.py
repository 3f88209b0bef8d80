"""The reader of pages finds each command, compares truly, and is able to fail."""

from pathlib import Path

import pytest

from tests.docs.transcript import Terminal, agrees, steps

PAGE = """# A page

<!-- at 2026-03-02 10:00 -->
```console
$ shenbao calendar last-day \\
    2024-03-04 5
2024-03-11
$ cat <<'END'
a
END
a
```

<!-- not run: it takes a minute -->
```sh
shenbao rehearse standard
```

```sh
# a remark
true
```

```yaml
$ no command
```
"""


def test_steps_finds_the_commands_of_a_page_and_nothing_else() -> None:
    """Continued lines, here-documents, remarks and blocks left out are understood."""
    found = list(steps(PAGE))
    assert [step.command for step in found] == [
        "shenbao calendar last-day 2024-03-04 5",
        "cat <<'END'\na\nEND",
        "true",
    ]
    assert [step.shown for step in found] == [("2024-03-11",), ("a",), None]
    assert [step.line for step in found] == [5, 8, 21]
    assert found[0].at is not None
    assert found[0].at.isoformat() == "2026-03-02T10:00:00+08:00"


def test_steps_refuses_a_block_that_begins_with_output() -> None:
    """A forgotten `$` would otherwise leave a command untested."""
    with pytest.raises(ValueError, match="begins with output"):
        list(steps("```console\nshenbao init\n```\n"))


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ((), "", True),
        ((), "a\n", False),
        (("a",), "a\n", True),
        (("a",), "b\n", False),
        (("a",), "a\nb\n", False),
        (("a", "..."), "a\nb\nc\n", True),
        (("...", "c"), "a\nb\nc\n", True),
        (("a", "  ...", "d"), "a\nb\nc\n", False),
        (("made .../x.db",), "made /tmp/x.db\n", True),
        (("made .../x.db",), "made /tmp/y.db\n", False),
    ],
)
def test_agrees_compares_line_by_line(shown: tuple[str, ...], printed: str, same: bool) -> None:
    """Only where a page says `...` may anything stand."""
    assert agrees(shown, printed) is same


def test_terminal_runs_commands_and_keeps_the_exit_status(tmp_path: Path) -> None:
    """`shenbao` runs in this process, everything else in a shell; variables are gone at the end."""
    import os

    with Terminal(tmp_path) as terminal:
        assert terminal.run("export SHENBAO_TRIED=$PWD/x") == ""
        assert os.environ["SHENBAO_TRIED"] == f"{tmp_path}/x"
        assert terminal.run("shenbao calendar last-day 2024-03-04 5") == "2024-03-11\n"
        assert "last-dxy" in terminal.run("shenbao calendar last-dxy")
        assert terminal.run("echo $?") == "2\n"
        assert terminal.run("pwd && false").strip() == str(tmp_path)
        assert terminal.status == 1
    assert "SHENBAO_TRIED" not in os.environ
