"""Names of files as they are shown and offered for saving: no path, nothing invisible, nothing that misleads."""

import re
import unicodedata

__all__ = ["LONGEST", "safe_name"]

LONGEST = (
    100  # characters of a name, its ending included; 300 bytes of Chinese, which every answer's head takes
)
UNNAMED = "文件"
FORBIDDEN = re.compile(r'[<>:"|?*]')  # not allowed in names on Windows
# Devices of Windows, whatever ending follows them:
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def safe_name(name: str, endings: tuple[str, ...]) -> str:
    """The name a file is shown and saved under, with one of the ``endings`` of what it really is.

    Folders before it are dropped, so are control, bidirectional and invisible characters; what Windows does not allow
    becomes an underscore. A name that claims to be something else gets the right ending after its own:
    ``报表.exe`` of a PDF becomes ``报表.exe.pdf``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if each in "\t\n\r" else each for each in last if _shows(each))
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub("_", seen)).strip(" .") or UNNAMED
    if RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, ending = _parted(plain, endings)
    return f"{stem[: LONGEST - len(ending)].rstrip(' .') or UNNAMED}{ending}"


def _shows(character: str) -> bool:
    """Whether a character is to be seen: no control, no format such as a bidirectional override, no half of a pair."""
    return character in "\t\n\r" or unicodedata.category(character) not in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )


def _parted(name: str, endings: tuple[str, ...]) -> tuple[str, str]:
    """The name without its ending, and that ending; the usual one where it has none of them."""
    own = next((each for each in endings if name.lower().endswith(each) and len(name) > len(each)), "")
    return (name[: -len(own)], own) if own else (name, endings[0])
