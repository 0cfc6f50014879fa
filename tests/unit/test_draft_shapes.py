"""Drafts as press offices write them: release lines, languages, columns, mails, large and old files."""

from datetime import date

import pytest
from drafts import LEAD

from mailer.read.draft.draft import Draft, parse_draft
from mailer.read.draft.file import read_draft
from mailer.read.draft.release_writer import write_release
from mailer.read.release import Kind, PressContact
from mailer.words.times import TimeError, parse_time

HEADLINE = f"The quay opens\n\n{LEAD}\n"


def drafted(text: str) -> Draft:
    return parse_draft(text, file="draft.txt")[0]


def said(text: str) -> dict[str, str]:
    return {each.id: each.what for each in parse_draft(text, file="draft.txt")[1]}


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("STRICTLY EMBARGOED UNTIL 00.01 HRS TUESDAY 12 MAY 2026", "00.01 HRS TUESDAY 12 MAY 2026"),
        ("*** EMBARGO: 00:01 BST, Tuesday 12 May 2026 ***", "00:01 BST, Tuesday 12 May 2026"),
        (
            "EMBARGOED UNTIL:\n9 a.m. EDT, Tuesday, May 12, 2026",
            "9 a.m. EDT, Tuesday, May 12, 2026",
        ),
        ("[Under embargo until 12 May, 9 a.m. in London]", "12 May, 9 a.m. in London"),
        ("Not for publication or broadcast before 00.01 on 12 May 2026", "00.01 on 12 May 2026"),
        ("PRESS RELEASE – EMBARGOED UNTIL noon, 12 May 2026", "noon, 12 May 2026"),
        ("FOR RELEASE: Tuesday, May 12, 2026, 9 a.m. ET", "Tuesday, May 12, 2026, 9 a.m. ET"),
        (
            "EMBARGO HASTA: 12/05/2026 9:00 h (hora peninsular)",
            "12/05/2026 9:00 h (hora peninsular)",
        ),
        ("Sperrfrist: 12. Mai 2026, 9:00 Uhr", "12. Mai 2026, 9:00 Uhr"),
        ("Sous embargo jusqu'au 12 mai 2026 à 9h", "12 mai 2026 à 9h"),
        ("Sotto embargo fino alle 9 del 12 maggio", "9 del 12 maggio"),
        ("Embargado até 12 de maio de 2026, 09h00", "12 de maio de 2026, 09h00"),
        ("Contact: Ana Sample\nana@x.example\n\nEMBARGOED UNTIL Friday", "Friday"),
    ],
)
def test_every_form_of_an_embargo_is_kept(line: str, time: str) -> None:
    """However a draft says it: an exact time becomes the embargo, other words stay and are an error."""
    draft = drafted(f"{line}\n\n{HEADLINE}")
    try:
        kept, exact = str(parse_time(time)), True
    except TimeError:
        kept, exact = time, False

    assert draft.embargoed_until == kept
    assert [each.text for each in draft.headline_candidates] == ["The quay opens"]
    assert ("IM004" in said(f"{line}\n\n{HEADLINE}")) is not exact


@pytest.mark.parametrize("place", ["\n\nENDS\n\n", "\n\n", "\n\nNotes to editors\n\n"])
def test_an_embargo_below_the_text_counts(place: str) -> None:
    """An embargo on a line of its own is taken wherever it stands, and that is said."""
    text = f"{HEADLINE}{place}EMBARGOED UNTIL 2026-05-12 09:00 UTC\n"

    assert drafted(text).embargoed_until == "2026-05-12 09:00 UTC"
    assert "IM041" in said(text)


def test_an_embargo_in_a_sentence_is_said() -> None:
    """A sentence that speaks of an embargo sets none, but nobody can miss it."""
    text = f"{HEADLINE}\nThis release is under strict embargo until the ministers have met on Friday.\n"

    assert drafted(text).embargoed_until == ""
    assert "IM043" in said(text)


@pytest.mark.parametrize(
    "headline",
    [
        "Trust lifts embargo on ferry tickets",
        "Ferry for release of seals",
        "Oil embargo ends trade",
    ],
)
def test_the_word_embargo_alone_is_none(headline: str) -> None:
    """A headline about an embargo is a headline."""
    draft = drafted(f"{headline}\n\n{LEAD}\n")

    assert draft.embargoed_until == ""
    assert [each.text for each in draft.headline_candidates] == [headline]


@pytest.mark.parametrize(
    ("language", "text", "located", "name"),
    [
        (
            "fr",
            (
                "COMMUNIQUÉ DE PRESSE\nPour diffusion immédiate\n\nTITRE\n\n"
                "Paris, le 12 mai 2026 – Le quai "
                "est ouvert à tous les habitants de la ville dans une bonne humeur avec le port.\n\n"
                "À propos du Port Exemple\nBP.\n\nContact presse :\nLuc Exemple – 01 99 00 12 34\n\nFIN"
            ),
            "Paris",
            "Luc Exemple",
        ),
        (
            "de",
            (
                "PRESSEMITTEILUNG\nZur sofortigen Veröffentlichung\n\nTITRE\n\n"
                "Berlin, den 12. Mai 2026 – "
                "Der Kai ist für alle offen, die das Wasser mögen und sich nicht fürchten.\n\n"
                "Über den Hafen Beispiel\nBP.\n\nPressekontakt:\nMax Muster, Tel. 030 23125 123\n\nEnde"
            ),
            "Berlin",
            "Max Muster",
        ),
        (
            "it",
            (
                "COMUNICATO STAMPA\nPer pubblicazione immediata\n\nTITRE\n\n"
                "Roma, 12 maggio 2026 – Il molo "
                "è aperto a tutti gli abitanti della città che sono nel porto.\n\nChi siamo\nBP.\n\n"
                "Ufficio stampa:\nLuca Esempio, +39 06 5550 0100\n\nFine"
            ),
            "Roma",
            "Luca Esempio",
        ),
        (
            "pt",
            (
                "COMUNICADO DE IMPRENSA\nPara divulgação imediata\n\nTITRE\n\n"
                "LISBOA, 12 de maio de 2026 – "
                "O cais está aberto a todos os moradores da "
                "cidade, não só aos sócios, com festa no dia.\n\n"
                "Sobre o Porto Exemplo\nBP.\n\nContacto de imprensa:\nAna Exemplo\n210 000 000\n\nFim"
            ),
            "LISBOA",
            "Ana Exemplo",
        ),
    ],
)
def test_other_languages_show_their_parts(
    language: str, text: str, located: str, name: str
) -> None:
    """French, German, Italian and Portuguese drafts are sorted by their own words."""
    draft = drafted(text)

    assert draft.language == language
    assert [each.text for each in draft.headline_candidates] == ["TITRE"]
    assert (draft.located, draft.dated) == (located, date(2026, 5, 12))
    assert (draft.boilerplate, draft.kind) == ("BP.", Kind.NEWS)
    assert [each.name for each in draft.contacts] == [name]
    assert "IM003" not in said(text)


def test_two_contacts_beside_each_other_are_two() -> None:
    """Contacts in columns, parted by tabs, are read down and not across."""
    draft = drafted(
        f"{HEADLINE}\nMedia contacts:\n\nAna Sample\t\tBen Sample\nHead of press\t\tPress officer\n"
        "020 7946 0101\t\t020 7946 0102\nana@x.example\t\tben@x.example\n\n###"
    )

    assert draft.contacts == (
        PressContact("Ana Sample", "Head of press", "020 7946 0101", "ana@x.example"),
        PressContact("Ben Sample", "Press officer", "020 7946 0102", "ben@x.example"),
    )


def test_a_contact_beside_the_release_line_is_a_contact() -> None:
    """Release line on the left, contact on the right: each goes to its place."""
    gap = " " * 14
    draft = drafted(
        f"FOR IMMEDIATE RELEASE{gap}Media contact: Ana Sample\nMay 12, 2026{gap}         020 7946 0101\n"
        f"{gap}                     ana@x.example\n\n{HEADLINE}"
    )

    assert draft.contacts == (PressContact("Ana Sample", "", "020 7946 0101", "ana@x.example"),)
    assert [each.text for each in draft.headline_candidates] == ["The quay opens"]


def test_a_greeting_is_no_part_of_the_text() -> None:
    """A body that opens with a salutation keeps its dateline and loses the salutation, said."""
    text = f"The quay opens\n\nDear editor,\n\n{LEAD}\n"
    draft = drafted(text)

    assert draft.located == "NORTHBANK"
    assert draft.body.startswith("The quay is open")
    assert '"Dear editor,"' in said(text)["IM034"]


def test_a_letter_in_the_text_keeps_its_greeting() -> None:
    """The salutation of an open letter is the news, not the mail's."""
    draft = drafted(f"{HEADLINE}\nThe letter reads:\n\nDear Prime Minister,\n\nWe are worried.\n")

    assert "Dear Prime Minister," in draft.body


def test_quotation_signs_of_a_mail_go() -> None:
    """A draft that was answered, every line behind ">", is read without the signs."""
    text = "".join(f"> {line}\n" for line in f"FOR IMMEDIATE RELEASE\n\n{HEADLINE}".splitlines())

    assert [each.text for each in drafted(text).headline_candidates] == ["The quay opens"]
    assert "IM040" in said(text)


def test_windows_1252_is_read_and_said() -> None:
    """A draft in Windows-1252 is read, and each letter that could be wrong is named with its lines."""
    found = read_draft(f"Café “now”\n\n{LEAD}\n".encode("cp1252"), "draft.txt")
    finding = next(each for each in found.findings if each.id == "IM035")

    assert found.draft is not None
    assert found.draft.headline_candidates[0].text == "Café “now”"
    assert "é “ ”" in finding.what
    assert "lines 1 and 3" in finding.what


def test_utf_16_is_read_without_a_word() -> None:
    """A draft that says it is UTF-16 is decoded exactly."""
    found = read_draft(f"Café\r\n\r\n{LEAD}\r\n".encode("utf-16"), "draft.txt")

    assert found.draft is not None
    assert found.draft.headline_candidates[0].text == "Café"
    assert "IM035" not in {each.id for each in found.findings}


@pytest.mark.parametrize(
    "text",
    ["a b\n" * 4_000, "ENDS\n" * 4_000, "\n\na b" * 2_900, "About Us\n" * 4_000, "- a\n" * 4_000,
     "> " * 4_000, "\t" * 4_000, "x" * 11_900, "EMBARGOED UNTIL 1\n" * 2_000, "a\tb\n" * 4_000,
     "From: a\nTo: b\nDate: c\n" * 1_000, "Contact:\nAna Sample 020 7946 0101\n" * 600],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_long_drafts_take_their_length_and_no_more(text: str) -> None:
    """Drafts of very many lines of any sort are read in time that grows with their length."""
    draft, _ = parse_draft(f"The quay opens\n\n{text}", file="draft.txt")

    assert write_release(draft)
