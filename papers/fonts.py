"""Fonts for Chinese that are installed on this machine: which one serves for which kind of text.

Official documents ask for 仿宋, 小标宋, 黑体 and 楷体, which are sold. Where a folder has them they are taken; else
free ones of the same family, as Debian's packages fonts-noto-cjk, fonts-arphic-ukai and fonts-wqy-zenhei bring them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from papers.errors import FontMissing, GlyphMissing

__all__ = ["BODY", "BOLD", "HEI", "KAI", "Font", "Fonts", "find_fonts"]

BODY, BOLD, HEI, KAI = "body", "bold", "hei", "kai"

FOLDERS = (
    Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts"), Path("~/.fonts"),
    Path("/Library/Fonts"), Path("/System/Library/Fonts"), Path("C:/Windows/Fonts"),
)  # fmt: skip
# By name of file, the best first; in a collection the number of the face for the mainland's forms.
SERIF = (("NotoSerifCJK-Regular.ttc", 2), ("NotoSerifCJKsc-Regular.otf", 0), ("SourceHanSerifSC-Regular.otf", 0),
         ("simsun.ttc", 0), ("Songti.ttc", 3), ("uming.ttc", 0))  # fmt: skip
SANS = (("simhei.ttf", 0), ("NotoSansCJK-Regular.ttc", 2), ("NotoSansCJKsc-Regular.otf", 0),
        ("SourceHanSansSC-Regular.otf", 0), ("wqy-zenhei.ttc", 0), ("wqy-microhei.ttc", 0),
        ("DroidSansFallbackFull.ttf", 0))  # fmt: skip
CANDIDATES: Mapping[str, tuple[tuple[str, int], ...]] = {
    BODY: (("FZFSJW.TTF", 0), ("simfang.ttf", 0), ("STFANGSO.TTF", 0), *SERIF, *SANS),
    BOLD: (("FZXBSJW.TTF", 0), ("FZXBSJW--GB1-0.ttf", 0), ("NotoSerifCJK-Bold.ttc", 2), ("NotoSerifCJKsc-Bold.otf", 0),
           ("SourceHanSerifSC-Bold.otf", 0), ("STZHONGS.TTF", 0), *SERIF, *SANS),
    HEI: (*SANS, *SERIF),
    KAI: (("FZKTJW.TTF", 0), ("simkai.ttf", 0), ("ukai.ttc", 0), ("LXGWWenKai-Regular.ttf", 0), *SERIF, *SANS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """A face in a file."""

    path: Path
    face: int

    def covers(self) -> frozenset[int]:
        """The code points that it has a glyph for."""
        return _covered(self)


@lru_cache(maxsize=16)
def _covered(font: Font) -> frozenset[int]:
    with TTFont(font.path, fontNumber=font.face, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


@dataclass(frozen=True, slots=True)
class Fonts:
    """The font for each kind of text, and those that help out where one lacks a character."""

    of: tuple[tuple[str, Font], ...]

    def __getitem__(self, kind: str) -> Font:
        return dict(self.of)[kind]

    def writing(self, kind: str, character: str) -> Font | None:
        """The font that writes a character of this kind of text: its own, else the first that can; None for none."""
        return _writing(self, kind, ord(character))

    def require(self, texts: Iterable[str]) -> None:
        """Raise GlyphMissing where some character of the texts can be written by none of the fonts."""
        wanted = sorted({each for text in texts for each in text} - {"\n"})
        missing = [each for each in wanted if self.writing(BODY, each) is None]
        if missing:
            raise GlyphMissing(missing)


@lru_cache(maxsize=65_536)
def _writing(fonts: Fonts, kind: str, code: int) -> Font | None:
    """Asked for each character of each line that is tried."""
    tried = (fonts[kind], *(font for _, font in fonts.of))
    return next((font for font in tried if code in font.covers()), None)


def find_fonts(folder: Path | None = None) -> Fonts:
    """The fonts to write with: those of ``folder`` first, then those of the system; raises FontMissing for none."""
    folders = (*([folder] if folder else []), *FOLDERS)
    found = _found(tuple(each.expanduser() for each in folders))
    if found is None:
        raise FontMissing(folders)
    return found


@lru_cache(maxsize=4)
def _found(folders: tuple[Path, ...]) -> Fonts | None:
    """Looked for once: who installs a font starts the service anew."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[tToO][tT][fFcC]")) if folder.is_dir() else ():
            files.setdefault(path.name.lower(), path)
    fonts = []
    for kind, names in CANDIDATES.items():
        here = [Font(files[name.lower()], face) for name, face in names if name.lower() in files]
        if not here:
            return None
        fonts.append((kind, here[0]))
    return Fonts(tuple(fonts))
