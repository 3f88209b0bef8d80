"""The certificate as PDF: one sheet across, two QR codes, and its signed facts inside."""

from functools import partial

import segno

from papers.certificate import CertificateFacts, sealed, short_text
from papers.document import chinese_day
from papers.errors import TooLong
from papers.fonts import BODY, BOLD, HEI, Fonts
from papers.lines import broken
from papers.sheet import POINT, Sheet
from papers.signing import SigningKey

__all__ = ["certificate_pdf"]

WIDE, HIGH = 297.0, 210.0
RED, GOLD, BLACK, GREY = (178, 24, 24), (184, 142, 60), (20, 20, 20), (90, 90, 90)
TEXT_LEFT, TEXT_WIDE = 45.0, 207.0
CODE = 34.0  # mm: side of a QR code
NUMBER, PROGRAMME, MADE_WITH, TITLE = "证书编号：", "项目：", "密钥 ", "证书"
SCAN, OFFLINE, SEAL = "扫码查验", "离线核验", "（印章）"


def certificate_pdf(facts: CertificateFacts, address: str, key: SigningKey, fonts: Fonts) -> bytes:
    """Write a certificate; the same facts, address, key and fonts give the same bytes.

    ``address`` is where anybody looks the certificate up: the first QR code. The second one holds the facts with
    their signature, which the file bears as well, with a signature over all its bytes. Raises GlyphMissing, and
    TooLong where a name is too long for the sheet.
    """
    signed = short_text(facts, key)
    said = _sentences(facts)
    term = _term(facts)
    small = [
        NUMBER + facts.no,
        PROGRAMME + facts.programme,
        MADE_WITH + key.public.id,
        TITLE,
        SCAN,
        OFFLINE,
        SEAL,
    ]
    every = [*said, term, *small, facts.issuer, chinese_day(facts.granted_on), address]
    with Sheet(fonts, every, f"证书 {facts.no}", landscape=True) as sheet:
        sheet.pdf.set_keywords(signed)
        sheet.add_page()
        _frame(sheet)
        _words(sheet, facts, said, term)
        _codes(sheet, address, signed, key)
        return sealed(sheet.bytes(), key)


def _sentences(facts: CertificateFacts) -> list[str]:
    return [f"{facts.holder}：", f"　　{facts.object}被认定为{facts.title}，特发此证。"]


def _term(facts: CertificateFacts) -> str:
    """The term, where the notice sets one: nothing is said where it does not."""
    if facts.valid_until is None:
        return ""
    return f"有效期：{chinese_day(facts.granted_on)}至{chinese_day(facts.valid_until)}"


def _frame(sheet: Sheet) -> None:
    for inset, thick, colour in ((10.0, 1.6, RED), (12.6, 0.4, GOLD), (14.0, 0.4, GOLD)):
        sheet.colour(*colour)
        sheet.pdf.set_line_width(thick)
        sheet.pdf.rect(inset, inset, WIDE - 2 * inset, HIGH - 2 * inset)
    for x in (14.0, WIDE - 14.0):  # a small square in each corner
        for y in (14.0, HIGH - 14.0):
            sheet.pdf.rect(x - (0 if x < 100 else 5), y - (0 if y < 100 else 5), 5, 5)


def _words(sheet: Sheet, facts: CertificateFacts, said: list[str], term: str) -> None:
    sheet.colour(*RED)
    wide = sheet.width(TITLE[0], BOLD, 46)
    for character, x in zip(TITLE, (WIDE / 2 - wide - 9, WIDE / 2 + 9), strict=True):
        sheet.put(x, 27, character, BOLD, 46)
    sheet.colour(*GREY)
    sheet.put(TEXT_LEFT, 52, NUMBER + facts.no, BODY, 12)
    sheet.put(TEXT_LEFT, 58.5, PROGRAMME + facts.programme, BODY, 12)
    sheet.colour(*BLACK)
    size, lines = _fitting(sheet, said)
    y = 74.0
    for each in lines:
        sheet.put(TEXT_LEFT, y, each, BODY, size)
        y += size * POINT * 1.7
    if term:
        sheet.put(TEXT_LEFT, y + 2, "　　" + term, BODY, 14)
    middle = TEXT_LEFT + TEXT_WIDE - 42
    room = 2 * (TEXT_LEFT + TEXT_WIDE - middle + 18)
    signature = broken(facts.issuer, lambda text: sheet.width(text, BODY, 16), room)
    y = 163 - (len(signature) - 1) * 8.0
    for each, size in (*((line, 16.0) for line in signature), (chinese_day(facts.granted_on), 16.0)):
        sheet.put(middle - sheet.width(each, BODY, size) / 2, y, each, BODY, size)
        y += 9.0
    sheet.colour(*GREY)
    sheet.put(middle - sheet.width(SEAL, BODY, 10) / 2, y, SEAL, BODY, 10)


def _fitting(sheet: Sheet, said: list[str]) -> tuple[float, list[str]]:
    """The words in lines, and the greatest size at which they fit."""
    for size in (22.0, 20.0, 18.0, 16.0, 14.0, 12.0):
        wide = partial(sheet.width, kind=BODY, size=size)
        lines = [line for each in said for line in broken(each, wide, TEXT_WIDE)]
        if len(lines) * size * POINT * 1.7 <= 62:
            return size, lines
    raise TooLong(said[-1].strip())


def _codes(sheet: Sheet, address: str, signed: str, key: SigningKey) -> None:
    sheet.colour(*BLACK)
    for number, (text, level, label) in enumerate(((address, "m", SCAN), (signed, "l", OFFLINE))):
        x, y = TEXT_LEFT + number * (CODE + 14), 139.0
        _code(sheet, x, y, text, level)
        wide = sheet.width(label, HEI, 9)
        sheet.put(x + (CODE - wide) / 2, y + CODE + 1.5, label, HEI, 9)
    sheet.colour(*GREY)
    sheet.put(TEXT_LEFT, 182, address, BODY, 7.5)
    sheet.put(TEXT_LEFT, 186, MADE_WITH + key.public.id, BODY, 7.5)


def _code(sheet: Sheet, x: float, y: float, text: str, level: str) -> None:
    """A QR code of squares, sharp at any size."""
    try:
        code = segno.make_qr(text, error=level, boost_error=False)
    except segno.DataOverflowError:
        raise TooLong("二维码 / QR code") from None
    modules = [bytes(row) for row in code.matrix]
    side = CODE / len(modules)
    for row, line in enumerate(modules):
        start = None
        for column, dark in enumerate((*line, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                sheet.pdf.rect(x + start * side, y + row * side, (column - start) * side, side, style="F")
                start = None
