"""What keeps a paper from being made: a font or a glyph that is missing, a text that fits nowhere."""

from collections.abc import Sequence
from pathlib import Path

from errors import ShenbaoError

__all__ = ["FontMissing", "GlyphMissing", "PaperError", "TooLong"]


class PaperError(ShenbaoError):
    """A paper that cannot be made; the message says why, and what would help."""


class FontMissing(PaperError):
    """No font for Chinese was found. Attribute: ``folders`` that were looked through."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        looked = ", ".join(map(str, self.folders))
        super().__init__(
            "没有可用的中文字体，不能生成 PDF：请安装软件包 fonts-noto-cjk，或用 SHENBAO_FONTS 指明字体所在文件夹"
            f" / no font for Chinese in {looked}: install the package fonts-noto-cjk, or name a folder in SHENBAO_FONTS"
        )


class GlyphMissing(PaperError):
    """Characters that none of the fonts can write. Attribute: ``characters``."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"{each}（U+{ord(each):04X}）" for each in self.characters)
        super().__init__(
            f"所装字体没有这些字：{named}；请在 SHENBAO_FONTS 所指文件夹放入有这些字的字体，或改用 docx"
            f" / no installed font has these characters; add one that has them, or take the docx"
        )


class TooLong(PaperError):
    """What is to be said does not fit into its place. Attribute: ``what``."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"文字太长，版面放不下：{what} / this text is too long for its place")
