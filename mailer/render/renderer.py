"""
The renderer: one release and one template family, for one recipient after the other.

Promises: what comes out for two recipients differs only where the author's own logic says so; their
values stand in slots. Nothing is fetched or read. Fails with: TemplateError with file and line.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Template
from markupsafe import Markup

from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.read.release import Release, Variant
from mailer.render.dates import show_briefly
from mailer.render.environment import MailEnvironment, RecipientValues, Writing
from mailer.render.layout import lay_out, paragraph
from mailer.render.located import located
from mailer.render.markdown import markdown_tree, parse_markdown, render_html
from mailer.render.opening import opening_paragraph
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter
from mailer.render.slots import Field, Slots, as_field
from mailer.render.view import Letterhead, Marking, context, css_for, dateline_of
from mailer.words.errors import TemplateError


@dataclass(frozen=True, slots=True)
class Rendered:
    """One recipient's rendering, slots still open. `text_only`: no HTML is wanted."""

    subject: str
    html: str
    text: str
    slots: tuple[str, ...]
    text_only: bool = False


@dataclass(slots=True)
class Renderer:
    """Renders `release` through `templates` (`family/file` → source)."""

    release: Release
    letterhead: Letterhead
    templates: Mapping[str, str]
    mark: str = ""
    """Filled in: what slot tokens begin with."""
    _environments: dict[Writing, MailEnvironment] = field(default_factory=dict)
    _compiled: dict[tuple[str, str], Template] = field(default_factory=dict)
    _contexts: dict[tuple[str, Marking], dict[str, object]] = field(default_factory=dict)
    _bodies: dict[tuple[str, str], tuple[Markup, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose a mark that stands in none of the sources, the same for the same sources."""
        sources = repr((self.release, sorted(self.templates.items())))
        digest = hashlib.sha256(sources.encode("utf-8", "surrogatepass")).hexdigest()
        self.mark = f"qz{digest[:12]}x"
        self._environments = {each: MailEnvironment(each, self.templates) for each in Writing}

    def render(self, recipient: Recipient, variant: Variant, marking: Marking) -> Rendered:
        """Subject, HTML and text for one recipient of one variant."""
        slots = Slots(self.mark)
        for environment in self._environments.values():
            environment.slots = slots
        names = dict(self._context(variant, marking))
        values = dict.fromkeys(KNOWN_COLUMNS, "") | dict(recipient.values)
        values |= {"email": str(recipient.address), "name": recipient.name}
        fields = {column: as_field(value) for column, value in values.items()}
        fields["tags"] = as_field(recipient.tags)
        names["recipient"] = RecipientValues(fields)
        whom = f"{recipient.media_list}, row {recipient.row}" if recipient.row else ""
        subject = self._subject(variant, marking, names, whom)
        release = dict(names["release"])  # type: ignore[call-overload]  # made by `context`
        release["subject"] = self._shown(subject, slots)
        preheader = self._line(variant, "preheader", names, whom)
        release["preheader"] = self._shown(preheader or variant.subhead, slots)
        release["body"], release["body_text"] = self._body(variant, names, whom)
        names["release"] = release
        html = "" if recipient.text_only else self._template("html", names, whom)
        text = self._template("txt", names, whom)
        return Rendered(subject, html, text, tuple(slots.values), recipient.text_only)

    def _context(self, variant: Variant, marking: Marking) -> dict[str, object]:
        key = (variant.language, marking)
        if key not in self._contexts:
            made = context(self.release, variant, self.letterhead, marking, self.mark)
            made["css"] = css_for(self.templates, self.release.template)
            self._contexts[key] = made
        return self._contexts[key]

    def _subject(
        self, variant: Variant, marking: Marking, names: dict[str, object], whom: str
    ) -> str:
        subject = self._line(variant, "subject", names, whom) or variant.headline
        if marking.embargoed and self.release.embargoed_until is not None:
            when = show_briefly(self.release.embargoed_until, variant.language)
            words = phrases_for(variant.language)
            subject = f"[{words['embargoed_until'].format(when=when)}] {subject}"
        subject = f"[TEST] {subject}" if marking.test else subject
        return " ".join(subject.split())

    def _line(self, variant: Variant, key: str, names: dict[str, object], whom: str) -> str:
        """A front matter line in which Jinja may stand; slots stay open."""
        source: str = getattr(variant, key)
        if "{" not in source:
            return source
        line = variant.lines.get(key, 1) - 1
        with located(variant.file, {variant.file: line}, whom=whom):
            template = self._from_source(Writing.TEXT, source, variant.file)
            return template.render(names)

    def _shown(self, text: str, slots: Slots) -> str:
        """A line for templates: the recipient's own where it has slots, so that filters work."""
        return Field(slots.fill(text)) if self.mark in text else text

    def _body(self, variant: Variant, names: dict[str, object], whom: str) -> tuple[Markup, str]:
        source = variant.body
        if "{" in source:
            with located(variant.file, {variant.file: variant.body_line - 1}, whom=whom):
                source = self._from_source(Writing.COPY, source, variant.file).render(names)
        key = (variant.language, source)
        if key not in self._bodies:
            tokens = parse_markdown(source)
            dateline, opening = dateline_of(variant), opening_paragraph(tokens, self.mark)
            text = TextWriter(self.mark).write(markdown_tree(tokens), dateline, opening)
            self._bodies[key] = (render_html(tokens, dateline, opening), text)
        return self._bodies[key]

    def _template(self, part: str, names: dict[str, object], whom: str) -> str:
        family = self.release.template
        name = f"{family}/{family}.{part}.j2"
        shown = f"templates/{name}"
        if name not in self.templates:
            raise TemplateError(
                f'There is no template "{family}" with a file {family}.{part}.j2.',
                where="templates/",
                cure="Correct `template:` in the release, or add the file.",
            )
        writing = Writing.HTML if part == "html" else Writing.TEXT
        with located(shown, {}, whom=whom):
            return self._from_source(writing, self.templates[name], shown).render(names)

    def _from_source(self, writing: Writing, source: str, shown: str) -> Template:
        key = (f"{writing}:{shown}", source)
        if key not in self._compiled:
            environment = self._environments[writing]
            if writing is Writing.TEXT:
                environment.filters["wrap"] = self._wrap
            code = environment.compile(source, name=shown, filename=shown)
            made = Template.from_code(environment, code, environment.make_globals(None))
            self._compiled[key] = made
        return self._compiled[key]

    def _wrap(self, text: object, indent: int = 0, hanging: int = 0) -> str:
        """The text template's `wrap` filter: 72 columns, `indent` blanks before every line."""
        first, rest = " " * min(indent, 40), " " * min(indent + hanging, 40)
        shown = str(text)
        if isinstance(text, Field):
            slots = self._environments[Writing.TEXT].slots
            shown = slots.take(text) if slots else shown
        return paragraph(shown, self.mark, first, rest)


def fill_text(rendered: Rendered, text: str, mark: str) -> str:
    """A rendering's text as the recipient will read it, laid out."""
    slots = Slots(mark, list(rendered.slots))
    return lay_out(text, slots.fill)
