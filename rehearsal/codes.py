"""Invented 统一社会信用代码 with a right check digit, one after the other."""

from stdnum.cn import uscc

__all__ = ["Codes"]

AUTHORITY, ENTERPRISE, ASSOCIATION = "11", "91", "51"  # who registers, and what


class Codes:
    """Gives codes of a region; the organisation part begins with “MAX”, so that nobody takes one for a real one."""

    def __init__(self) -> None:
        self._given = 0

    def next(self, region: str, sort: str) -> str:
        """Return the next code of a region (GB/T 2260) for a sort of organisation."""
        self._given += 1
        body = f"{sort}{region or '100000'}MAX{self._given:06d}"
        return body + uscc.calc_check_digit(body)
