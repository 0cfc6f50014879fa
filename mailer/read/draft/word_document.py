"""
A Word document (.docx) as the blocks of a draft.

Promises: every word is in a block or in a finding; tracked changes are never decided silently;
comments, hidden words, headers, footers, text boxes, footnotes and the names of authors are reported
with their words. mammoth converts what is left, and the walk over web pages reads that.
Never: opens a picture or embedded file, runs a macro, follows a reference.
Fails with: ReleaseError.
"""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mailer.read.draft.blocks import Block, Line
from mailer.read.draft.flaws import (
    ATTACHMENTS,
    AUTHOR_DATA,
    COMMENTS,
    EMBARGO_AT_THE_EDGE,
    FOOTNOTES,
    HIDDEN_TEXT,
    PAGE_EDGE,
    PICTURES,
    TEXT_BOX,
    TRACKED_CHANGES,
    UNREAD_WORDS,
    whole,
)
from mailer.read.draft.web_page import read_page
from mailer.read.draft.word_marks import (
    accept_changes,
    authors,
    changes,
    comments,
    make_readable,
    notes,
    page_edges,
    take_boxes,
    take_hidden,
    take_note_marks,
    take_pictures,
    text_of,
)
from mailer.read.draft.word_package import WordPackage
from mailer.read.draft.words import release_line, words
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding

_NO_MAMMOTH = "Install the part that reads Word files: pip install 'press-mailer[docx]'"
_SHORTEN = "Copy the release alone into a new document, save that as .docx, and import it."
_ELEMENTS_MAX = 40_000
"""Runs, paragraphs and what belongs to them; a page has some hundreds."""
_SEARCHES_MAX = 500


@dataclass(frozen=True, slots=True)
class WordDraft:
    """What a Word document holds."""

    blocks: tuple[Block, ...]
    """Not yet tidied, numbered by paragraphs. Empty where changes wait for a decision."""
    findings: tuple[Finding, ...]
    undecided: str = ""
    """The tracked changes nobody has decided on, in words; "" where there are none."""


def read_word(content: bytes, file: str, *, accept: bool) -> WordDraft:
    """Read a document; `accept` takes all its tracked changes."""
    package = WordPackage(content, file)
    root = package.part(package.main)
    if sum(1 for _ in root.iter()) > _ELEMENTS_MAX:
        raise package.refusal("The document has more parts than any release.", _SHORTEN)
    styles = package.part(f"{package.main.rpartition('/')[0]}/styles.xml")
    inserted, deleted = changes(root)
    edges = page_edges(package)
    found = [*_beside_the_text(package, edges, file)]
    if (inserted or deleted) and not accept:
        return WordDraft((), tuple(found), _undecided(inserted, deleted))
    if inserted or deleted:
        facts: dict[str, Any] = {
            "insertions": _counted(len(inserted), "insertion"),
            "deletions": _counted(len(deleted), "deletion"),
            "inserted": _listed(inserted),
            "deleted": _listed(deleted),
        }
        found.append(TRACKED_CHANGES.found(file, **facts))
        accept_changes(root)
    found += _taken_out(root, styles, file)
    make_readable(root)
    blocks, said = read_page(_converted(package, root, file), file)
    found += [*said, *_unread(root, blocks, said, file)]
    return WordDraft((*_release_lines(edges), *blocks), tuple(found))


def _undecided(inserted: list[str], deleted: list[str]) -> str:
    return (
        f"The document holds {_counted(len(inserted), 'insertion')} and"
        f" {_counted(len(deleted), 'deletion')} that nobody has decided on."
        f" Inserted: {_listed(inserted)}. Deleted: {_listed(deleted)}."
    )


def _beside_the_text(package: WordPackage, edges: list[str], file: str) -> Iterator[Finding]:
    """What stands in other parts of the file than the text."""
    if found := comments(package):
        texts = [f"{author}: {text}" if author else text for author, text in found]
        count = _counted(len(found), "comment")
        yield COMMENTS.found(file, count=count, text=_listed(texts))
    known = words()
    lines = [each for each in edges if release_line(each, known)]
    if lines:
        yield EMBARGO_AT_THE_EDGE.found(file, text=_listed(lines))
    if others := [each for each in edges if each not in lines]:
        yield PAGE_EDGE.found(file, text=_listed(others))
    if found_notes := notes(package):
        count = _counted(len(found_notes), "footnote")
        yield FOOTNOTES.found(file, count=count, text=_listed(found_notes))
    if made_by := authors(package):
        said = ", ".join(f"{what} {who}" for what, who in made_by.items())
        yield AUTHOR_DATA.found(file, text=whole(said))
    embedded = [name for name in package.names if "/embeddings/" in name or "/afchunk" in name]
    if embedded:
        count = _counted(len(embedded), "file inside the document")
        yield ATTACHMENTS.found(file, count=count, text=_listed(embedded))


def _taken_out(root: Any, styles: Any, file: str) -> Iterator[Finding]:
    """What stands in the text, and is no text."""
    if hidden := take_hidden(root, styles):
        yield HIDDEN_TEXT.found(file, text=_listed(hidden))
    if boxes := take_boxes(root):
        belongs = "it belongs" if len(boxes) == 1 else "they belong"
        count = _counted(len(boxes), "text box", "text boxes")
        yield TEXT_BOX.found(file, count=count, belongs=belongs, text=_listed(boxes))
    if pictures := take_pictures(root):
        told: dict[str, Any] = {
            "count": len(pictures),
            "lines": "in the text",
            "text": _listed(pictures),
        }
        yield PICTURES.found(file, **told)
    take_note_marks(root)


def _release_lines(edges: list[str]) -> Iterator[Block]:
    """A release line of a header stands above everything, as it does on the page."""
    known = words()
    for each in edges:
        if line := release_line(each, known):
            yield Block((Line(1, line),))


def _converted(package: WordPackage, root: Any, file: str) -> str:
    try:
        import mammoth  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra without types
    except ImportError as error:
        raise ReleaseError(
            "Word files are read by a part that is not installed.", where=file, cure=_NO_MAMMOTH
        ) from error
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(package.rebuilt(root)),
            ignore_empty_paragraphs=False,
            external_file_access=False,
        )
    except Exception as error:
        raise ReleaseError(
            "The text of the document cannot be read.",
            where=file,
            cure="Open it in Word and save it anew as .docx, or save it as plain text (.txt).",
        ) from error
    return str(result.value)


def _unread(
    root: Any, blocks: tuple[Block, ...], said: tuple[Finding, ...], file: str
) -> Iterator[Finding]:
    """Paragraphs whose words the conversion lost: the last net."""
    read = "".join(_squeezed(block.text) for block in blocks)
    read += _squeezed(" ".join(each.what for each in said))
    whole_lines = {_squeezed(line.text) for block in blocks for line in block.lines}
    missing = []
    for paragraph in list(root.iter("{*}p")):
        text = text_of(paragraph)
        squeezed = _squeezed(text)
        if squeezed and squeezed not in whole_lines and squeezed not in read:
            missing.append(text)
        if len(missing) > _SEARCHES_MAX:
            break
    if missing:
        yield UNREAD_WORDS.found(file, text=_listed(missing))


def _squeezed(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text) if char.isalnum())


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _listed(texts: list[str]) -> str:
    named = [f'"{whole(text)}"' for text in texts if text]
    return "; ".join(named) or "no words"
