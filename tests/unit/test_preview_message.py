"""A message taken apart for the preview, from the bytes that would leave."""

from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.read.release import Attachment, Image
from mailer.render.view import Marking
from mailer.report.message_view import MessageView, shown_first, view_message
from mailer.words.times import parse_time


def the_view(*, attachments=(), **values) -> MessageView:
    variant = a_variant(subhead="Boats at every hour", attachments=attachments)
    mould = a_mould(a_release(variant), TEMPLATES)
    recipient = a_recipient("zoë@example.org", **values)
    composed, _ = mould.compose(recipient, Marking())
    date = parse_time("2026-05-01 09:00 UTC").utc
    return view_message(composed.skeleton.fill(composed.holes, date))


def test_subject_and_first_words_are_what_an_inbox_shows() -> None:
    """The preheader is read from the body as an inbox does, without its invisible padding."""
    view = the_view()

    assert view.subject == "Night ferry returns"
    assert view.preheader.startswith("Boats at every hour")
    assert "\u200c" not in view.preheader


def test_headers_are_decoded_and_kept_as_sent() -> None:
    """A header shows what a reader sees, beside what stands on the wire."""
    header = next(each for each in the_view(name="Zoë Beispiel").headers if each.name == "To")

    assert header.value.startswith("Zoë Beispiel")
    assert header.raw.startswith("=?utf-8?")


def test_the_tree_adds_up() -> None:
    """A multipart is as large as all it holds, and a file is named with both its sizes."""
    parts = the_view(attachments=(Attachment("files/plan.pdf", content=b"x" * 3000),)).parts
    mixed, pdf = parts[0], parts[-1]

    assert [part.depth for part in parts] == [0, 1, 2, 2, 1]
    assert (pdf.name, pdf.encoding, pdf.decoded_bytes) == ("plan.pdf", "base64", 3000)
    assert pdf.encoded_bytes > 4000
    leaves = [part for part in parts if not part.media_type.startswith("multipart/")]
    assert mixed.decoded_bytes == sum(part.decoded_bytes for part in leaves)


def test_plain_text_alone_has_no_html() -> None:
    """A recipient who wants text alone has no HTML to clip, and their text is the preheader."""
    view = the_view(format="text")

    assert (view.html, view.html_bytes) == ("", 0)
    assert view.preheader.split()[0] in view.text


def test_first_words_of_nothing() -> None:
    """A page without text has no first words."""
    assert shown_first("") == shown_first("<style>p {}</style>") == ""


def test_pictures_travel_as_data() -> None:
    """Every picture with a Content-ID can be shown without asking anybody for it."""
    from mailer.compose.composer import Enclosures

    mould = a_mould(a_release(), TEMPLATES)
    picture = Image("files/logo.png", content=b"\x89PNG", media_type="image/png")
    mould.enclosures = lambda _variant, _marking: Enclosures((("image-1", picture),))
    composed, _ = mould.compose(a_recipient(), Marking())
    date = parse_time("2026-05-01 09:00 UTC").utc
    view = view_message(composed.skeleton.fill(composed.holes, date))

    assert view.pictures == {"image-1": "data:image/png;base64,iVBORw=="}
