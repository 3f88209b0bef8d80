"""A file that is not read at all."""

from errors import ShenbaoError

__all__ = ["NotReadable"]


class NotReadable(ShenbaoError):
    """The file cannot or may not be read. Attributes: ``zh``, ``en`` (why, and what would be right)."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")
