"""Import of Word documents, pages and messages: what is kept, what is said, what is refused."""

import io
import time
from datetime import date

import pytest
from drafts import (
    LEAD,
    a_mail,
    a_package,
    a_page,
    a_word,
    change,
    read,
    refusal,
    said,
    saved,
    text_box,
)
from PIL import Image

from mailer.read.draft.release_writer import write_release
from mailer.read.release import PressContact

LEVEL = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "{}</w:body></w:document>"
)


def test_a_word_document_has_its_parts() -> None:
    """Headings, bold, lists and tables become Markdown; contacts in a table become contacts."""
    document = a_word("FOR IMMEDIATE RELEASE")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "12 May 2026"
    table.cell(0, 1).text = "Media contact:"
    for text in ("Ana Sample", "Head of press", "020 7946 0101", "ana@harbour.example"):
        table.cell(0, 1).add_paragraph(text)
    document.add_heading("The quay opens", 0)
    paragraph = document.add_paragraph("NORTHBANK – The quay is ")
    paragraph.add_run("open").bold = True
    paragraph.add_run(" to everybody who likes to walk beside the water, the trust said.")
    document.add_paragraph("Bring a towel", style="List Bullet")
    document.add_paragraph("Go north", style="List Number")
    document.add_heading("Opening hours", 2)
    hours = document.add_table(rows=2, cols=2)
    for row, texts in enumerate((("Day", "Hours"), ("Monday", "9|17"))):
        for column, text in enumerate(texts):
            hours.cell(row, column).text = text
    document.add_paragraph("ENDS")
    document.add_paragraph("Photographs are free to use.")

    draft = read(saved(document)).draft

    assert draft is not None
    assert [each.text for each in draft.headline_candidates] == ["The quay opens"]
    assert (draft.located, draft.dated) == ("NORTHBANK", date(2026, 5, 12))
    assert draft.contacts == (
        PressContact("Ana Sample", "Head of press", "020 7946 0101", "ana@harbour.example"),
    )
    assert draft.body == (
        "The quay is **open** to everybody who likes to walk beside the water, the trust said.\n\n"
        "- Bring a towel\n\n1. Go north\n\n## Opening hours\n\n"
        "| Day | Hours |\n| --- | --- |\n| Monday | 9\\|17 |"
    )
    assert draft.ed_note == "Photographs are free to use."


def test_tracked_changes_wait_for_a_decision() -> None:
    """A document with tracked changes gives no draft; accepted, it has the inserted words alone."""
    document = a_word("The quay opens", LEAD)
    change(document.paragraphs[1], "ins", " It is free.")
    change(document.paragraphs[1], "del", " It costs money.")
    content = saved(document)

    waiting = read(content)
    accepted = read(content, accept=True)

    assert waiting.draft is None
    assert "1 insertion and 1 deletion" in waiting.undecided
    assert "It is free." in waiting.undecided
    assert "It costs money." in waiting.undecided
    assert accepted.draft is not None
    assert accepted.draft.body.endswith("It is free.")
    assert "It costs money." in said(accepted)["IM019"]


@pytest.mark.parametrize("accept", [False, True])
def test_a_document_without_changes_needs_no_decision(accept: bool) -> None:
    """--accept-changes changes nothing where nothing was tracked, and says nothing."""
    found = read(saved(a_word("The quay opens", LEAD)), accept=accept)

    assert found.draft is not None
    assert "IM019" not in said(found)


def test_hidden_words_are_said_and_left_out() -> None:
    """Words set hidden, by themselves or by a style, are in a finding and not in the file."""
    document = a_word("The quay opens", LEAD)
    document.paragraphs[1].add_run(" SECRET").font.hidden = True
    style = document.styles.add_style("Remark", 1)
    style.font.hidden = True
    document.add_paragraph("ALSO SECRET", style="Remark")
    found = read(saved(document))

    assert found.draft is not None
    assert "SECRET" not in write_release(found.draft)
    assert '"SECRET"; "ALSO SECRET"' in said(found)["IM021"]


@pytest.mark.parametrize("edge", ["header", "footer", "first_page_header"])
@pytest.mark.parametrize(
    "line",
    ["EMBARGOED UNTIL 2026-12-12 09:00 UTC", "Draft 3 | Embargoed until 2026-12-12 09:00 UTC"],
)
def test_an_embargo_in_a_header_is_the_release_s(edge: str, line: str) -> None:
    """EMBARGOED at the edge of the page becomes the embargo of the release."""
    document = a_word("The quay opens", LEAD)
    document.sections[0].different_first_page_header_footer = True
    getattr(document.sections[0], edge).paragraphs[0].text = line
    found = read(saved(document))

    assert found.draft is not None
    assert found.draft.embargoed_until == "2026-12-12 09:00 UTC"
    assert line in said(found)["IM023"]


def test_what_stands_beside_the_text_is_said_with_its_words() -> None:
    """Headers, comments, text boxes, pictures and authors are each reported with their words."""
    document = a_word("The quay opens", LEAD, "It is old.")
    document.core_properties.author = "Nell Author"
    document.sections[0].header.paragraphs[0].text = "Invented House of Words"
    document.add_comment(document.paragraphs[1].runs, text="Is this true?", author="Max")
    text_box(document.paragraphs[2], "Boxed words")
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document.add_picture(picture)
    found = read(saved(document))

    assert found.draft is not None
    assert "Invented House of Words" in said(found)["IM022"]
    assert "Max: Is this true?" in said(found)["IM020"]
    assert "Boxed words" in said(found)["IM024"]
    assert "Nell Author" in said(found)["IM027"]
    assert "IM026" in said(found)
    assert "Is this true" not in write_release(found.draft)
    assert "Boxed words" in found.draft.body


@pytest.mark.parametrize(
    ("content", "file", "words"),
    [
        (b"", "x.docx", "empty"),
        (b"plain words", "x.docx", "no Word document"),
        (b"%PDF-1.7", "x.docx", "a PDF"),
        (b"{\\rtf1", "x.docx", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.docx", "older Office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x.docx",
            "password",
        ),
        (b"PK\x03\x04nonsense", "x.docx", "damaged"),
        (b"PK\x03\x04", "x.txt", "whatever its name says"),
        (b"PK\x03\x04", "x.html", "whatever its name says"),
        (b"", "x.doc", ".doc file"),
        (b"", "x.pages", ".pages file"),
        (b"", "x.odt", ".odt file"),
        (b"", "x.rtf", ".rtf file"),
        (b"", "x.pdf", ".pdf file"),
        (b"", "x.msg", ".msg file"),
        (b"", "x", "no ending"),
        (b"a\x00b\xff", "x.txt", "not UTF-8"),
        (b"", "x.eml", "no message"),
        (a_package(a="<x/>"), "x.docx", "archive"),
        (a_package(word__document="<w:document"), "x.docx", "damaged"),
        (a_package(word__document="<a>" * 5000), "x.docx", "damaged"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_other_files_are_refused_with_the_cure(content: bytes, file: str, words: str) -> None:
    """A file that cannot be imported is refused by what it is, with the way out."""
    assert words in refusal(content, file)


def test_no_entity_is_expanded() -> None:
    """A document type in a Word file is refused; nothing of this machine gets into a draft."""
    bomb = (
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    ) + DOCUMENT.format("<w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p>")

    assert "entities" in refusal(a_package(word__document=bomb))


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (a_package(word__document=b"<w>" + b"a" * 80_000_000), "bomb.docx"),
        (b"x" * 50_000_000, "large.txt"),
        (b"x" * 50_000_000, "large.html"),
        (b"x" * 50_000_000, "large.eml"),
        (b"PK\x03\x04" + b"x" * 50_000_000, "large.docx"),
        (a_page("<div>" * 50_000), "deep.html"),
        (a_page("<b>" * 150 + "<p>x" * 100_000), "open.html"),
        (b"".join(LEVEL % (at, at) for at in range(2000)), "deep.eml"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_bombs_are_refused_at_once(content: bytes, file: str) -> None:
    """What would fill memory or time is refused within seconds, before it is parsed."""
    begun = time.process_time()

    assert refusal(content, file)
    assert time.process_time() - begun < 4


def test_a_page_is_read_as_it_is_seen() -> None:
    """Links, lists and emphasis are kept; scripts, hidden words and bad links are left out and said."""
    found = read(
        a_page(
            "<nav>Home</nav><script>evil()</script><h1>The quay opens</h1>"
            f"<p>{LEAD} Go <a href='https://quay.example/a?b=1'>there</a>, "
            "<a href='javascript:evil()'>here</a>.</p><ul><li>One<ul><li>Two</li></ul></li></ul>"
            "<p style='display:none'>SECRET</p><p><del>Old words</del><i>New</i> words.</p>"
            "<img src='https://t.example/p' width=1><img src='q.png' alt='The quay'>"
        ),
        "page.html",
    )

    assert found.draft is not None
    assert found.draft.body.endswith(
        "Go [there](https://quay.example/a?b=1), here.\n\n- One\n    - Two\n\n*New* words."
    )
    findings = said(found)
    assert "SECRET" in findings["IM021"]
    assert "Old words" in findings["IM030"]
    assert "javascript:evil() (here)" in findings["IM029"]
    assert "The quay" in findings["IM026"]
    assert {"IM028", "IM037", "IM039"} <= set(findings)


def test_a_page_of_word_has_its_lists() -> None:
    """The bullets that Word writes into its pages as text are bullets again."""
    item = (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
        "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>{}</p>"
    )
    found = read(
        a_page(f"<p>The quay opens</p><p>{LEAD}</p>" + item.format("One") + item.format("Two")),
        "page.htm",
    )

    assert found.draft is not None
    assert found.draft.body.endswith("- One\n- Two")


def test_a_page_says_its_own_encoding() -> None:
    """A page that declares Windows-1252 is decoded so, without a word about it."""
    page = f"<meta charset=windows-1252><p>Café “now”</p><p>{LEAD}</p>".encode("cp1252")
    found = read(page, "page.html")

    assert found.draft is not None
    assert found.draft.headline_candidates[0].text == "Café “now”"
    assert "IM035" not in said(found)


def test_an_address_behind_a_name_is_kept() -> None:
    """A mailto: link on a name becomes the address of the contact."""
    found = read(
        a_page(
            f"<p>The quay opens</p><p>{LEAD}</p><p>Media contact:<br>"
            "<a href='mailto:ana@harbour.example?subject=x'>Ana Sample</a></p>"
        ),
        "page.html",
    )

    assert found.draft is not None
    assert found.draft.contacts == (PressContact("Ana Sample", email="ana@harbour.example"),)


def test_the_richer_text_of_a_message_is_read() -> None:
    """Of HTML and plain text the HTML is read, and said; attachments are named, not opened."""
    message = a_mail(
        "Plain.", f"<p>The quay <b>opens</b></p><p>{LEAD}</p>", "Fwd: Entwurf für März"
    )
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="Fotos ñ.pdf")
    found = read(message.as_bytes(), "mail.eml")

    assert found.draft is not None
    assert found.draft.headline_candidates[0].text == "The quay opens"
    assert "HTML" in said(found)["IM031"]
    assert "Fotos ñ.pdf" in said(found)["IM032"]
    assert '"Entwurf für März"; it was left out' in said(found)["IM033"]


def test_the_subject_is_the_headline_of_last_resort() -> None:
    """A message whose draft has no headline gives it its subject, decoded, without Fwd:."""
    found = read(a_mail(f"{LEAD}\n", subject="RV: Fwd: El muelle ábre").as_bytes(), "mail.eml")

    assert found.draft is not None
    assert [each.text for each in found.draft.headline_candidates] == ["El muelle ábre"]
    assert "IM013" not in said(found)


def test_a_message_forwarded_as_attachment_is_read() -> None:
    """A mail without text that carries another mail is the other mail."""
    inner = a_mail(f"The quay opens\n\n{LEAD}\n")
    outer = a_mail("\n")
    outer.add_attachment(inner)
    found = read(outer.as_bytes(), "mail.eml")

    assert found.draft is not None
    assert found.draft.headline_candidates[0].text == "The quay opens"


COVER = (
    "Hi team,\n\nPlease find it below. Thanks!\n\n---------- Forwarded message ---------\n"
    "From: Ana Sample <ana@harbour.example>\nDate: Mon, 4 May 2026\nSubject: release\n"
    "To: press@harbour.example\n\n"
)


def test_a_covering_note_is_left_out_with_its_words() -> None:
    """Greeting, note and header lines above the release line are in one finding."""
    found = read(
        a_mail(f"{COVER}FOR IMMEDIATE RELEASE\n\nThe quay opens\n\n{LEAD}\n").as_bytes(), "m.eml"
    )

    assert found.draft is not None
    assert [each.text for each in found.draft.headline_candidates] == ["The quay opens"]
    assert found.draft.contacts == ()
    assert "Please find it below. Thanks!" in said(found)["IM034"]


def test_an_embargo_in_a_covering_note_counts() -> None:
    """An embargo that only the mail around a draft names is never dropped."""
    note = COVER.replace("Thanks!", "Embargoed until 2026-12-12 09:00 UTC")
    found = read(a_mail(f"{note}NEWS RELEASE\n\nThe quay opens\n\n{LEAD}\n").as_bytes(), "m.eml")

    assert found.draft is not None
    assert "2026-12-12 09:00 UTC" in found.draft.embargoed_until
