"""Nothing committed ties the project to one machine or to one package index."""

import re
from pathlib import Path

import pytest

# Put together here, so that this file does not name what it looks for.
INDEX_HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "pypi.tuna" + ".tsinghua",
    "mirrors" + ".aliyun",
    "registry.npm" + "js",
    "npm" + "mirror.com",
]
MACHINE_PATHS = [
    r"(?<![\w.~-])/" + "root/",
    r"(?<![\w.~-])/" + "work/",
    r"(?<![\w.~-])/" + r"home/(?!USER\b)\w+",
    r"(?<![\w.~-])/" + r"Users/\w+",
    r"\b[A-Z]:\\" + r"Users\\",
]


def lines_that_match(pattern: str, texts: dict[Path, str]) -> list[str]:
    """Every line that the pattern is found in, as `file:line: text`."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("host", INDEX_HOSTS)
def test_committed_files_name_no_package_index(host: str, texts: dict[Path, str]) -> None:
    """Which index is asked is the machine's setting."""
    assert lines_that_match(re.escape(host), texts) == []


@pytest.mark.parametrize("path", MACHINE_PATHS)
def test_committed_files_name_no_path_of_a_machine(path: str, texts: dict[Path, str]) -> None:
    """The project runs from wherever it was cloned to."""
    assert lines_that_match(path, texts) == []


def test_lock_file_holds_names_versions_and_hashes_only(root: Path) -> None:
    """Each line is a comment, a pinned name with its marker, or a hash."""
    pinned = re.compile(r"^[a-z0-9-]+(\[[a-z0-9,-]+\])?==[^ ]+( ; [^\\]+)? \\$")
    hashed = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    odd = [
        line
        for line in lines
        if not line.startswith("#") and not pinned.match(line) and not hashed.match(line)
    ]
    assert odd == []


def test_lines_that_match_finds_a_planted_host() -> None:
    """The search above is able to fail."""
    planted = {Path("a.txt"): "one\nhttps://" + INDEX_HOSTS[0] + "/simple\n", Path("b.txt"): "/" + "root/x"}
    assert lines_that_match(re.escape(INDEX_HOSTS[0]), planted) == [
        f"a.txt:2: https://{INDEX_HOSTS[0]}/simple"
    ]
    assert lines_that_match(MACHINE_PATHS[0], planted) == ["b.txt:1: /" + "root/x"]
