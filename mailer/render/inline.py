"""
CSS into `style` attributes, by premailer behind a fence.

Premailer 3.10 by itself reads files and the network through cssutils' `@import`, strips
`!important` from kept rules, and writes `width="100%"` over a template's own pixel widths (each
reproduced; see ARCHITECTURE.md). The call below turns each of these off.

Promises: no network, no file, nothing printed; `<style data-premailer="ignore">` is kept byte for
byte, `@media` and `!important` with it. Not thread-safe, as cssutils is not: call it from one
thread. Never: a template source or one recipient's text; only a rendering with slots goes in.
Fails with: TemplateError where the HTML refers to a style sheet outside itself.
"""

from functools import lru_cache
from typing import Any

from lxml import etree

from mailer.check.page.selector import names_in, that_can_match
from mailer.render import sheets
from mailer.render.offline import no_web_client
from mailer.words.errors import TemplateError

with no_web_client(sheets.LateReader("cssutils")):
    import premailer.merge_style
    import premailer.premailer
    from premailer.merge_style import format_value


def _pairs(css: str, validate: bool = True) -> Any:
    """The names and values of a style attribute, or of a rule."""

    def read() -> Any:
        properties = sheets.cssutils().parseStyle(css, validate=validate)
        return [(each.name.strip(), format_value(each)) for each in properties]

    return sheets.remembered(css, f"validate={validate}", read)


premailer.merge_style.csstext_to_pairs = premailer.premailer.csstext_to_pairs = _pairs


class _FencedPremailer(premailer.premailer.Premailer):  # type: ignore[misc]  # premailer is untyped
    """Premailer that can reach nothing outside its argument."""

    names: frozenset[str] = frozenset()
    """The page's elements and classes; cssutils takes half a millisecond for each rule it reads."""

    def _parse_css_string(self, css_body: str, validate: bool = True) -> object:  # noqa: ARG002
        return sheets.sheet_parser().parseString(css_body)

    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> object:
        return _rules_of(that_can_match(css_body or "", self.names), ruleset_index)

    def _load_external(self, url: str) -> str:
        raise TemplateError(
            f'The template asks for the style sheet "{url[:80]}".',
            cure="Put the rules into the template's own inline.css or head.css.",
        )


_OPTIONS = {
    "allow_network": False,
    "allow_loading_external_files": False,
    "strip_important": False,
    "disable_validation": True,
    "cache_css_parsing": False,
    "keep_style_tags": False,
    "remove_classes": False,
    "align_floating_images": False,
    "include_star_selectors": False,
    "preserve_internal_links": True,
    "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"],
}


@lru_cache(maxsize=32)
def _rules_of(css: str, number: int) -> object:
    """A style sheet's rules, the same for every skeleton."""

    def read() -> object:
        reader = _FencedPremailer("", **_OPTIONS)
        return super(_FencedPremailer, reader)._parse_style_rules(css, number)

    return sheets.remembered(css, number, read)


def inline_css(html: str) -> str:
    """The same page with the rules of its style elements written into `style` attributes."""
    tree = etree.fromstring(html.strip(), etree.HTMLParser())
    if tree is None:
        raise TemplateError(
            "The template makes an empty page.",
            cure="Write the page into it, or take the file away: then the sample is used.",
        )
    premailer_of_page = _FencedPremailer(html, **_OPTIONS)
    premailer_of_page.names = names_in(tree)
    inlined: str = premailer_of_page.transform(pretty_print=False)
    return inlined
