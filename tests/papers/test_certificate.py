"""Certificates: signed, changed, revoked, and each told apart."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from papers.certificate import (
    CertificateFacts,
    NoCertificate,
    Revoked,
    Verdict,
    read_keys,
    read_revocations,
    revocation_list,
    sealed,
    short_text,
    verify,
)  # fmt: skip
from papers.certificate_pdf import certificate_pdf
from papers.errors import TooLong
from papers.fonts import Fonts
from papers.signing import SigningKey, canonical, encoded
from tests.papers.reading import fonts_of, pages

KEY, OTHER = SigningKey(bytes(range(32))), SigningKey(bytes(32))
KEYS = {KEY.public.id: KEY.public}
TODAY = date(2026, 1, 1)
FACTS = CertificateFacts(
    "standard-T0001", "示范称号", "甲集群", "甲申报单位", "113700000000000042", "标准认定程序", "省级主管部门",
    date(2025, 9, 30),
)  # fmt: skip
ADDRESS = "https://shenbao.example.org/certificates/standard-T0001"
GONE = {"standard-T0001": Revoked("standard-T0001", "revoked", date(2025, 12, 1))}


@pytest.fixture(scope="module")
def pdf(fonts: Fonts) -> bytes:
    """The certificate as PDF."""
    return certificate_pdf(FACTS, ADDRESS, KEY, fonts)


def test_genuine_file_tells_its_facts(pdf: bytes) -> None:
    found = verify(pdf, KEYS, TODAY)
    assert found.verdict is Verdict.GENUINE
    assert (found.facts["object"], found.facts["granted_on"], found.key) == (
        "甲集群",
        "2025-09-30",
        KEY.public.id,
    )


def test_certificate_is_one_sheet_of_real_text(pdf: bytes) -> None:
    (text,) = pages(pdf)
    for said in (
        "standard-T0001",
        "甲集群被认定为示范称号",
        "省级主管部门",
        "2025年9月30日",
        "标准认定程序",
        ADDRESS,
    ):
        assert said in text, said
    assert "有效期" not in text  # the notice sets no term, so nothing is said of one
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert all(inside for _, inside in fonts_of(pdf))


@pytest.mark.long
def test_certificate_is_the_same_each_time_and_tells_its_term(fonts: Fonts, pdf: bytes) -> None:
    assert certificate_pdf(FACTS, ADDRESS, KEY, fonts) == pdf
    text = pages(certificate_pdf(replace(FACTS, valid_until=date(2028, 9, 29)), ADDRESS, KEY, fonts))[0]
    assert "有效期：2025年9月30日至2028年9月29日" in text


def test_any_changed_byte_is_found(pdf: bytes) -> None:
    seal = pdf.rindex(b"%SBF1.")
    for at in (*range(0, len(pdf), 211), seal + 30, seal + 60, len(pdf) - 3):
        changed = bytearray(pdf)
        changed[at] ^= 1
        try:
            verdict = verify(bytes(changed), KEYS, TODAY).verdict
        except NoCertificate:
            continue
        assert verdict in (Verdict.TAMPERED, Verdict.UNKNOWN_KEY), at


def test_something_added_to_the_file_or_taken_from_it_is_found(pdf: bytes) -> None:
    line = pdf[pdf.index(b"%SBF1.") :].split(b"\n")[0]
    for changed in (
        pdf + b"\n",
        pdf + b"1 0 obj\n<<>>\nendobj\n%%EOF\n",
        pdf.replace(line, b""),
        pdf.replace(line, line + b"\n" + line),
    ):
        assert verify(changed, KEYS, TODAY).verdict is Verdict.TAMPERED


def test_words_of_another_file_under_a_genuine_text_are_found(fonts: Fonts, pdf: bytes) -> None:
    """Who has a genuine certificate writes its signed text into a file that shows something else."""
    genuine = short_text(FACTS, KEY)
    foreign = certificate_pdf(replace(FACTS, object="乙集群"), ADDRESS, OTHER, fonts)
    foreign = foreign.replace(short_text(replace(FACTS, object="乙集群"), OTHER).encode(), genuine.encode())
    assert verify(foreign, KEYS, TODAY).verdict is Verdict.TAMPERED
    both = {**KEYS, OTHER.public.id: OTHER.public}
    assert verify(foreign, both, TODAY).verdict is Verdict.TAMPERED


def test_genuine_text_with_anything_around_it_is_no_certificate(pdf: bytes) -> None:
    """Readers show a PDF though something stands before its first line."""
    text = short_text(FACTS, KEY).encode()
    assert verify(b" " + text + b"\n", KEYS, TODAY).verdict is Verdict.GENUINE
    for around in (b"x " + text, text + b" x", b"junk\n" + pdf, text + b"\n" + text):
        assert verify(around, KEYS, TODAY).verdict is Verdict.TAMPERED


def test_changed_fact_in_the_short_text_is_found() -> None:
    _, _, key, signature = short_text(FACTS, KEY).split(".")
    forged = encoded(canonical(replace(FACTS, holder="乙申报单位").plain()))
    found = verify(f"SBC1.{forged}.{key}.{signature}".encode(), KEYS, TODAY)
    assert (found.verdict, found.facts["holder"]) == (Verdict.TAMPERED, "乙申报单位")


def test_unknown_key_is_not_called_tampering(pdf: bytes) -> None:
    found = verify(pdf, {OTHER.public.id: OTHER.public}, TODAY)
    assert (found.verdict, found.key) == (Verdict.UNKNOWN_KEY, KEY.public.id)


def test_key_that_borrows_the_name_of_another_is_found() -> None:
    text = short_text(FACTS, OTHER).replace(OTHER.public.id, KEY.public.id)
    assert verify(text.encode(), KEYS, TODAY).verdict is Verdict.TAMPERED


def test_older_certificate_is_checked_with_its_own_key(pdf: bytes) -> None:
    both = {**KEYS, OTHER.public.id: OTHER.public}
    assert verify(pdf, both, TODAY).verdict is Verdict.GENUINE
    assert verify(short_text(FACTS, OTHER).encode(), both, TODAY).verdict is Verdict.GENUINE


def test_revoked_one_says_so_where_the_list_is_given(pdf: bytes) -> None:
    found = verify(pdf, KEYS, TODAY, GONE)
    assert (found.verdict, found.ended_on) == (Verdict.REVOKED, "2025-12-01")


def test_term_that_is_over_is_told() -> None:
    text = short_text(replace(FACTS, valid_until=date(2025, 12, 31)), KEY).encode()
    assert verify(text, KEYS, date(2025, 12, 31)).verdict is Verdict.GENUINE
    assert verify(text, KEYS, TODAY).verdict is Verdict.EXPIRED


def test_list_of_revocations_is_signed() -> None:
    text = revocation_list(list(GONE.values()), "2026-01-01T00:00:00Z", KEY)
    assert read_revocations(text, KEYS) == (GONE, "2026-01-01T00:00:00Z")
    with pytest.raises(NoCertificate, match="改动"):
        read_revocations(text.replace("T0001", "T0002"), KEYS)
    with pytest.raises(NoCertificate, match="公钥"):
        read_revocations(text, {OTHER.public.id: OTHER.public})


def test_signature_for_one_purpose_does_not_serve_another() -> None:
    said = {"format": 1, "made_at": "", "revoked": []}
    signature = encoded(KEY.sign("certificate 1", canonical(said)))
    with pytest.raises(NoCertificate):
        read_revocations(
            json.dumps({"revocations": said, "key": KEY.public.id, "signature": signature}), KEYS
        )


@pytest.mark.parametrize(
    "given_text", ["", "[]", "{}", '{"keys": [1]}', '{"keys": [{"public": "!"}]}', '{"keys": 1}', "[" * 9999]
)
def test_what_is_no_file_of_ours_is_refused_with_words(given_text: str) -> None:
    with pytest.raises(NoCertificate):
        read_keys(given_text)
    with pytest.raises(NoCertificate):
        read_revocations(given_text, KEYS)
    with pytest.raises(NoCertificate):
        verify(given_text.encode(), KEYS, TODAY)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(raw: bytes) -> None:
    for given_bytes in (
        raw,
        b"SBC1." + encoded(raw or b"x").encode() + b"." + KEY.public.id.encode() + b"." + b"A" * 86,
    ):
        try:
            assert verify(given_bytes, KEYS, TODAY).verdict is Verdict.TAMPERED
        except NoCertificate:
            assert not given_bytes.startswith(b"SBC1.")


def test_seal_is_a_comment_that_readers_pass_over(pdf: bytes) -> None:
    assert len(PdfReader(BytesIO(pdf), strict=True).pages) == 1
    assert sealed(b"a\nstartxref\n1\n%%EOF\n", KEY).count(b"%SBF1.") == 1


@pytest.mark.long
def test_name_that_no_sheet_holds_is_told(fonts: Fonts) -> None:
    with pytest.raises(TooLong):
        certificate_pdf(replace(FACTS, object="集群" * 400), ADDRESS, KEY, fonts)
    assert certificate_pdf(
        replace(FACTS, object="集群" * 60, issuer="某某省工业和信息化厅" * 4), ADDRESS, KEY, fonts
    )
