"""
What a Word document holds beside its text: tracked changes, comments, hidden words, boxes, notes.

Promises: each is found before the text is converted, taken out of the tree, and remembered with its
words; what stays in the tree is what a reader of the printed page would see as text.
Never: decides on a tracked change by itself; `word_document` asks first.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from mailer.read.draft.word_package import WordPackage

_ANY = "{*}"
_CHANGE_HOLDERS = {"rPr", "pPr", "trPr", "tcPr", "numPr"}
_LINE_SORTS = {"br", "cr", "tab", "p"}
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}
_WRAPPERS = ("fldSimple", "bdo", "dir", "ruby", "rubyBase", "rt", "oMathPara")


def text_of(element: Any) -> str:
    """The words in an element, also deleted ones, on one line."""
    pieces = []
    for each in element.iter():
        name = local(each)
        if name in {"t", "delText"}:
            pieces.append(each.text or "")
        elif name in _LINE_SORTS:
            pieces.append(" ")
        elif name == "noBreakHyphen":
            pieces.append("-")
    return " ".join("".join(pieces).split())


def local(element: Any) -> str:
    """An element's name without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace; "" where there is none."""
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def changes(root: Any) -> tuple[list[str], list[str]]:
    """The words of each insertion and each deletion; "" for a mere paragraph mark or row."""
    inserted = [text_of(each) for each in root.iter(f"{_ANY}ins", f"{_ANY}moveTo")]
    deleted = [text_of(each) for each in root.iter(f"{_ANY}del", f"{_ANY}moveFrom")]
    cells = list(root.iter(f"{_ANY}cellIns", f"{_ANY}cellDel", f"{_ANY}cellMerge"))
    inserted += ["" for each in cells if local(each) != "cellDel"]
    deleted += ["" for each in cells if local(each) == "cellDel"]
    return inserted, deleted


def accept_changes(root: Any) -> None:
    """Insertions become text, deletions go; so do rows and cells that were deleted."""
    for row in list(root.iter(f"{_ANY}tr")):
        if row.find(f"{_ANY}trPr/{_ANY}del") is not None:
            _remove(row)
    for mark in list(root.iter(f"{_ANY}cellDel")):
        _remove(next(mark.iterancestors(f"{_ANY}tc")))
    for each in list(root.iter(f"{_ANY}del", f"{_ANY}moveFrom")):
        # A deleted paragraph mark stays for the converter, which joins the two paragraphs.
        if local(each.getparent()) not in _CHANGE_HOLDERS:
            _remove(each)


def take_hidden(root: Any, styles: Any) -> list[str]:
    """Remove runs that are hidden, by themselves or by their style."""
    hidden_styles = _hidden_styles(styles)
    taken = []
    for run in list(root.iter(f"{_ANY}r")):
        properties = run.find(f"{_ANY}rPr")
        if properties is not None and _vanishes(properties, hidden_styles):
            hidden = True
        elif properties is not None and properties.find(f"{_ANY}vanish") is not None:
            hidden = False
        else:
            paragraph = next(run.iterancestors(f"{_ANY}p"), None)
            style = None if paragraph is None else paragraph.find(f"{_ANY}pPr/{_ANY}pStyle")
            hidden = style is not None and attribute(style, "val") in hidden_styles
        if hidden:
            if text := text_of(run):
                taken.append(text)
            _remove(run)
    return taken


def take_boxes(root: Any) -> list[str]:
    """Put each text box behind the paragraph that holds it; the words of each box."""
    taken = []
    for box in list(root.iter(f"{_ANY}txbxContent")):
        if any(local(each) in {"txbxContent", "Fallback"} for each in box.iterancestors()):
            continue
        holder = next(box.iterancestors(f"{_ANY}p"), None)
        text = text_of(box)
        if holder is None or not text:
            continue
        taken.append(text)
        at = holder
        for child in list(box):
            at.addnext(child)
            at = child
    return taken


def take_pictures(root: Any) -> list[str]:
    """Remove drawings, pictures and embedded objects; what each is described as."""
    taken = []
    for each in list(root.iter(f"{_ANY}drawing", f"{_ANY}pict", f"{_ANY}object")):
        fallback = next(each.iterancestors(f"{_ANY}Fallback"), None)
        is_picture = any(
            local(inner) in {"pic", "imagedata", "chart", "relIds", "OLEObject", "contentPart"}
            for inner in each.iter()
        )
        if is_picture and fallback is None:
            named = next(each.iter(f"{_ANY}docPr"), None)
            taken.append("" if named is None else attribute(named, "descr"))
        _remove(each)
    return taken


def take_note_marks(root: Any) -> None:
    """Remove the marks that lead to footnotes, endnotes and comments."""
    marks = ("footnoteReference", "endnoteReference", "commentReference")
    for each in list(root.iter(*(_ANY + mark for mark in marks))):
        _remove(each)


def notes(package: WordPackage) -> list[str]:
    """The words of every footnote and endnote."""
    roots = package.parts(r"word/(?:foot|end)notes\d*\.xml")
    return [
        text
        for root in roots
        for note in root
        if attribute(note, "type") not in _SEPARATORS and (text := text_of(note))
    ]


def comments(package: WordPackage) -> list[tuple[str, str]]:
    """Author and words of every comment."""
    return [
        (attribute(each, "author"), text_of(each))
        for root in package.parts(r"word/comments\d*\.xml")
        for each in root.iter(f"{_ANY}comment")
    ]


def page_edges(package: WordPackage) -> list[str]:
    """The paragraphs of headers and footers, each once; a page number alone is none."""
    texts: dict[str, None] = {}
    for root in package.parts(r"word/(?:header|footer)\d*\.xml"):
        for paragraph in root.iter(f"{_ANY}p"):
            # The words of a text box stand in its own paragraphs, and twice: also as a fallback.
            if next(paragraph.iterancestors(f"{_ANY}Fallback"), None) is not None:
                continue
            inner = list(paragraph.iter(f"{_ANY}txbxContent"))
            if not inner and any(map(str.isalpha, text := text_of(paragraph))):
                texts[text] = None
    return list(texts)


def authors(package: WordPackage) -> dict[str, str]:
    """What the document's properties say about who made it."""
    found = {}
    wanted = {"creator": "author", "lastModifiedBy": "last changed by", "Company": "company"}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        root = package.part(name)
        for each in () if root is None else root:
            if local(each) in wanted and (each.text or "").strip():
                found[wanted[local(each)]] = " ".join(str(each.text).split())
    return found


def make_readable(root: Any) -> None:
    """Turn what the converter does not know, but a reader sees as words, into what it knows."""
    for each in list(root.iter(f"{_ANY}dstrike")):
        each.tag = str(each.tag).replace("}dstrike", "}strike")
    for formula in list(root.iter(f"{_ANY}oMath")):
        _become_run(formula, root)
    for each in list(root.iter(*(_ANY + name for name in _WRAPPERS))):
        _unwrap(each)


def _become_run(formula: Any, root: Any) -> None:
    namespace = etree.QName(root).namespace
    text = text_of(formula)
    run = etree.Element(f"{{{namespace}}}r")
    etree.SubElement(run, f"{{{namespace}}}t").text = text
    run.tail = formula.tail
    formula.getparent().replace(formula, run)


def _unwrap(element: Any) -> None:
    at = element
    for child in list(element):
        at.addnext(child)
        at = child
    _remove(element)


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _on(element: Any) -> bool:
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}


def _vanishes(properties: Any, hidden_styles: set[str]) -> bool:
    own = properties.find(f"{_ANY}vanish")
    if own is not None:
        return _on(own)
    style = properties.find(f"{_ANY}rStyle")
    return style is not None and attribute(style, "val") in hidden_styles


def _hidden_styles(styles: Any) -> set[str]:
    if styles is None:
        return set()
    every = {attribute(each, "styleId"): each for each in styles.iter(f"{_ANY}style")}
    return {name for name, style in every.items() if _style_hides(style, every)}


def _style_hides(style: Any, every: dict[str, Any]) -> bool:
    for each in _lineage(style, every):
        mark = each.find(f"{_ANY}rPr/{_ANY}vanish")
        if mark is not None:
            return _on(mark)
    return False


def _lineage(style: Any, every: dict[str, Any]) -> Iterator[Any]:
    seen: set[str] = set()
    while style is not None and (name := attribute(style, "styleId")) not in seen:
        yield style
        seen.add(name)
        based = style.find(f"{_ANY}basedOn")
        style = None if based is None else every.get(attribute(based, "val"))
