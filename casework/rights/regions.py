"""Regions by name: GB/T 2260 codes as people call them, out of the table that python-stdnum brings."""

from functools import lru_cache

from stdnum import numdb

__all__ = ["prefecture_of", "region_name"]

MUNICIPALITIES = ("11", "12", "31", "50")  # 直辖市: no prefectures between them and their districts
NO_NAMES = ("市辖区", "县")  # what a code is, not what it is called


def prefecture_of(code: str) -> str:
    """The code of the prefecture a region lies in (`370102` → `370100`), of the municipality where there is none.

    Empty stays empty; what is shorter than a prefecture's code is padded.
    """
    if not code:
        return ""
    return code[: 2 if code.startswith(MUNICIPALITIES) else 4].ljust(6, "0")


@lru_cache(maxsize=4096)
def region_name(code: str) -> str:
    """What a region is called in Chinese; a code without a name stands for itself, an empty one for no region.

    A code that was given anew bears the name that it has today.
    """
    padded = code.ljust(6, "0")
    if not padded.isdigit() or len(padded) != 6:
        return code
    parts = numdb.get("cn/loc").info(padded)
    known = {key: str(value) for _, found in parts for key, value in found.items()}
    names = [_today(each) for each in known.get("county", "").split(",")]
    name = next((each for each in names if each), "")
    if name in NO_NAMES:
        return known.get("province", code) if padded.startswith(MUNICIPALITIES) else code
    return name or code


def _today(entry: str) -> str:
    """The name of an entry such as “[1998-]寻甸回族彝族自治县”; empty where it ended."""
    years, _, name = entry.rpartition("]")
    return "" if years and not years.endswith("-") else name
