"""Import loses nothing: whatever a document or page is built of, its words come out."""

import pytest
from drafts import LEAD, a_mail, a_page, a_word, change, kept_words, read, said, saved, text_box
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.read.draft.file import DraftFile
from mailer.read.draft.release_writer import write_release
from mailer.read.release_file import parse_release

WORDS = st.lists(st.sampled_from(["{}", "{} {}", "The {} opens {}", "{}, said {}.", "* {}", "{{{}}}",
    "About {}", "Media contact:", "Ana {}: {}@example.org", "ENDS", "[{}](x)", "# {}", "1. {}",
    "EMBARGOED UNTIL {}", "Dear {},", "From: {}", LEAD + " {}", "“{}”", "Notes to editors", "<{}>"]),
    min_size=1, max_size=8)  # fmt: skip


def filled(shapes: list[str]) -> tuple[list[str], list[str]]:
    """The shapes with words that occur nowhere else, and these words."""
    count = iter(range(1000))
    texts = []
    for shape in shapes:
        holes = shape.count("{}") if "{{{" not in shape else 1
        texts.append(shape.format(*(f"Word{next(count)}x" for _ in range(holes))))
    return texts, [f"Word{number}x" for number in range(next(count))]


def check_all_kept(found: DraftFile, words: list[str]) -> None:
    kept = kept_words(found)
    assert [word for word in words if word not in kept] == []
    assert found.draft is not None
    text = write_release(found.draft)
    if (
        len(found.draft.headline_candidates) == 1
        and found.draft.body
        and "IM004" not in said(found)
    ):
        parse_release({"releases/x.md": text.encode()}, "x")


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(WORDS, st.data())
def test_no_word_of_a_word_document_is_lost(shapes: list[str], data: st.DataObject) -> None:
    """Whatever a document is built of, each word is in the release file or in a finding."""
    texts, words = filled(shapes)
    document = a_word()
    for text in texts:
        sort = data.draw(
            st.sampled_from(
                [
                    "p",
                    "heading",
                    "bullet",
                    "number",
                    "table",
                    "hidden",
                    "box",
                    "ins",
                    "del",
                    "header",
                    "comment",
                    "bold",
                ]
            )
        )
        if sort == "table":
            table = document.add_table(rows=2, cols=2)
            table.cell(0, 1).text = text
            continue
        if sort == "heading":
            document.add_heading(text, 2)
            continue
        style = {"bullet": "List Bullet", "number": "List Number"}.get(sort)
        paragraph = document.add_paragraph(
            "" if sort in {"hidden", "ins", "del", "box", "header", "bold"} else text, style
        )
        if sort in {"ins", "del"}:
            change(paragraph, sort, text.replace("<", "").replace(">", ""))
        elif sort == "box":
            text_box(paragraph, text.replace("<", "").replace(">", ""))
        elif sort == "header":
            document.sections[0].header.add_paragraph(text)
        elif sort == "comment":
            document.add_comment(paragraph.runs, text=text, author="Max")
        elif sort in {"hidden", "bold"}:
            run = paragraph.add_run(text)
            run.font.hidden, run.bold = sort == "hidden", sort == "bold"
    check_all_kept(read(saved(document), accept=True), words)


FRAMES = ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</ul>", "<ol><li>{}<li>x</ol>", "<b>{}</b>", "{}<br>",
    "<table><tr><td>{}<td>x<tr><td>y</table>", "<table><tr><td>{}</table>", "<div>{}<div>x</div></div>",
    "<p hidden>{}</p>", "<del>{}</del>", "<a href='https://x.example/{{'>{}</a>", "<pre>{}\nx</pre>",
    "<textarea>{}</textarea>", "<a href='javascript:x'>{}</a>", "<nav>{}</nav>", "<img alt='{}'>",
    "<blockquote><i>{}</i></blockquote>",
    "<span style='font-weight:bold'>{}</span> <em>x</em>", "<title>{}</title>",
    "<dl><dt>{}<dd>x</dl>"]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(WORDS, st.data(), st.booleans())
def test_no_word_of_a_page_is_lost(shapes: list[str], data: st.DataObject, mailed: bool) -> None:
    """Whatever a page or an HTML message is built of, each word is in the file or in a finding."""
    texts, words = filled(shapes)
    escaped = [text.replace("<", "&lt;").replace("{", "&#123;") for text in texts]
    frames = [data.draw(st.sampled_from(FRAMES)) for _ in texts]
    body = "".join(frame.replace("{}", text) for frame, text in zip(frames, escaped, strict=True))
    if mailed:
        content, file = a_mail("Other text.", body).as_bytes(), "mail.eml"
    else:
        content, file = a_page(body), "page.html"
    check_all_kept(read(content, file), words)
