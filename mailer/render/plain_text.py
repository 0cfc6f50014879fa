"""
The plain-text part of a Markdown text, written from its token tree and never from the HTML.

Promises: a newsroom can paste it: paragraphs apart by a blank line, real characters, links as
`words <url>`, no Markdown marks, nothing hidden. Everything a reader of the HTML can read is there.
"""

from collections.abc import Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from mailer.render.layout import UNWRAPPED, WIDTH, Table, paragraph, table


class TextWriter:
    """Writes blocks of one text; `mark` tells where a recipient's slot stands."""

    def __init__(self, mark: str, width: int = WIDTH) -> None:
        """`mark`: see `Slots.mark`. `width`: of a line, in columns."""
        self.mark = mark
        self._width = width

    def write(self, root: SyntaxTreeNode, dateline: str = "", opening: Token | None = None) -> str:
        """All blocks of a document; the dateline is run into the paragraph `opening`."""
        if dateline and opening is None:
            alone = self._paragraph(dateline)
            return "\n\n".join(part for part in (alone, self._blocks(root.children, "")) if part)
        return self._blocks(root.children, "", dateline=dateline, opening=opening)

    def write_inline(self, root: SyntaxTreeNode, first: str = "", rest: str = "") -> str:
        """A line as one wrapped paragraph."""
        return self._paragraph(self.line(root), first, rest)

    def line(self, root: SyntaxTreeNode) -> str:
        """The text of a line (`parse_inline`), on one line unless the author broke it."""
        return self._inline(root.children[0])

    def _paragraph(self, text: str, first: str = "", rest: str = "") -> str:
        return paragraph(text, self.mark, first, rest, width=self._width)

    def _blocks(
        self,
        nodes: Sequence[SyntaxTreeNode],
        indent: str,
        *,
        tight: bool = False,
        dateline: str = "",
        opening: Token | None = None,
    ) -> str:
        written = []
        for node in nodes:
            if dateline and node.type == "paragraph" and node.children[0].token is opening:
                text = f"{dateline} — {self._inline(node.children[0])}"
                written.append(self._paragraph(text, indent, indent))
            else:
                written.append(self._block(node, indent))
        return ("\n" if tight else "\n\n").join(block for block in written if block)

    def _block(self, node: SyntaxTreeNode, indent: str) -> str:
        match node.type:
            case "paragraph":
                return self._paragraph(self._inline(node.children[0]), indent, indent)
            case "heading":
                return self._paragraph(self._inline(node.children[0]), indent, indent)
            case "blockquote":
                return self._blocks(node.children, indent + "    ")
            case "bullet_list" | "ordered_list":
                return self._list(node, indent)
            case "fence" | "code_block":
                lines = node.content.rstrip("\n").split("\n")
                return "\n".join(f"{indent}    {line}" for line in lines)
            case "hr":
                return f"{indent}* * *"
            case "table":
                return self._table(node, indent)
            case _:
                return self._blocks(node.children, indent)

    def _list(self, node: SyntaxTreeNode, indent: str) -> str:
        ordered = node.type == "ordered_list"
        number = int(node.attrs.get("start", 1)) if ordered else 0
        loose = any(
            child.type == "paragraph" and not child.hidden
            for item in node.children
            for child in item.children
        )
        items = []
        for item in node.children:
            sign = f"{number}. " if ordered else "- "
            items.append(self._item(item, indent, sign, tight=not loose))
            number += 1
        return ("\n\n" if loose else "\n").join(items)

    def _item(self, item: SyntaxTreeNode, indent: str, sign: str, *, tight: bool) -> str:
        hanging = indent + " " * len(sign)
        if not item.children or item.children[0].type != "paragraph":
            return indent + sign + self._blocks(item.children, hanging, tight=tight).lstrip(" ")
        first, *others = item.children
        text = self._inline(first.children[0])
        lead = self._paragraph(text, indent + sign, hanging)
        below = self._blocks(others, hanging, tight=tight)
        return f"{lead}{chr(10) if tight else chr(10) * 2}{below}" if below else lead

    def _table(self, node: SyntaxTreeNode, indent: str) -> str:
        rows = tuple(
            tuple(self._inline(cell.children[0]) if cell.children else "" for cell in row.children)
            for part in node.children
            for row in part.children
        )
        head = node.children[0].children[0].children
        right = tuple("right" in str(cell.attrs.get("style", "")) for cell in head)
        return table(Table(rows, right, indent), self.mark)

    def _inline(self, node: SyntaxTreeNode) -> str:
        return "".join(self._span(child) for child in node.children)

    def _span(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text" | "code_inline":
                return node.content
            case "softbreak":
                return " "
            case "hardbreak":
                return "\n"
            case "image":
                alt = self._inline(node) if node.children else node.content
                return f"[{alt}]" if alt else ""
            case "link":
                return self._link(node)
            case _:
                return self._inline(node) if node.children else node.content

    def _link(self, node: SyntaxTreeNode) -> str:
        words, url = self._inline(node), str(node.attrs.get("href", ""))
        shown = url.removeprefix("mailto:").removeprefix("tel:")
        if not words:
            return shown
        return words if words in (url, shown) or not url else f"{words} <{shown}>"


_NO_MARK = "\x00"


def plain(root: SyntaxTreeNode, dateline: str = "", opening: Token | None = None) -> str:
    """A text in which no slot is laid out, for programs: each paragraph is one line."""
    return TextWriter(_NO_MARK, UNWRAPPED).write(root, dateline, opening)
