"""
The renderer: one release and one template family, for one recipient after the other.

Promises: what comes out for two recipients differs only where the author's own logic says so; their
values stand in slots. Nothing is fetched or read. Fails with: TemplateError with file and line.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from jinja2 import BytecodeCache, Template
from markupsafe import Markup

from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.read.release import Release, Variant
from mailer.render.dates import show_briefly, show_here
from mailer.render.environment import MailEnvironment, Writing
from mailer.render.layout import lay_out, paragraph
from mailer.render.located import located
from mailer.render.markdown import markdown_tree, parse_markdown, render_html
from mailer.render.notice import unsaid
from mailer.render.opening import opening_paragraph, without_salutation
from mailer.render.own_text import refuse_broken_line, slots_alone
from mailer.render.paths import Paths, Pattern, fill_slots
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter, plain
from mailer.render.questions import Answers, Column, Inquiry, PersonalRelease
from mailer.render.slots import Field, Slots, as_field
from mailer.render.view import Letterhead, Marking, context, css_for, dateline_of
from mailer.words.errors import TemplateError
from mailer.words.states import Act
from mailer.words.times import ZonedTime

_TEMPLATES = "templates/"
_EMBARGO_HERE = "embargo_here"


class Rendered(NamedTuple):
    """One recipient's rendering: a pattern, and what fills its slots."""

    pattern: Pattern
    slots: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The subject, slots open."""
        return self.pattern.subject

    @property
    def html(self) -> str:
        """The HTML, slots open; "" where none is wanted."""
        return self.pattern.html

    @property
    def text(self) -> str:
        """The plain text, slots open and what they stand in not yet laid out."""
        return self.pattern.text

    @property
    def empty_columns(self) -> list[str]:
        """The columns that are printed for this recipient, and have nothing in them."""
        if "" not in self.slots:  # nearly all end here
            return []
        recipes = zip(self.pattern.recipes, self.slots, strict=True)
        return [
            recipe.name for recipe, value in recipes if isinstance(recipe, Column) and not value
        ]

    @property
    def text_only(self) -> bool:
        """Whether no HTML is wanted."""
        return self.pattern.text_only


@dataclass(slots=True)
class Renderer:
    """Renders `release` through `templates` (`family/file` → source)."""

    release: Release
    letterhead: Letterhead
    templates: Mapping[str, str]
    compiled: BytecodeCache | None = None
    """Where compiled templates are kept between two runs; never what a release says."""
    mark: str = ""
    """Filled in: what slot tokens begin with."""
    _environments: dict[Writing, MailEnvironment] = field(default_factory=dict)
    _compiled: dict[tuple[Writing, str], Template] = field(default_factory=dict)
    _contexts: dict[tuple[str, Marking], dict[str, object]] = field(default_factory=dict)
    _bodies: dict[tuple[str, str], "_Body"] = field(default_factory=dict)
    _paths: Paths = field(default_factory=Paths)

    def __post_init__(self) -> None:
        """Choose a mark that stands in none of the sources, the same for the same sources."""
        sources = repr((self.release, sorted(self.templates.items())))
        digest = hashlib.sha256(sources.encode("utf-8", "surrogatepass")).hexdigest()
        self.mark = f"qz{digest[:12]}x"
        self._environments = {
            each: MailEnvironment(each, self.templates, self.compiled) for each in Writing
        }

    def take_over(self, before: "Renderer") -> None:
        """
        Use what `before` has compiled of the templates, where they are still the same.

        Compiling is most of what one rendering costs. Two that share it must not render at once.
        """
        if before.templates != self.templates:
            return
        self._environments = before._environments  # noqa: SLF001 - another of the same class

    def render(self, recipient: Recipient, variant: Variant, marking: Marking) -> Rendered:
        """Subject, HTML and text for one recipient of one variant."""
        start = (variant.language, marking, recipient.text_only)
        recipient = self._with_own_hour(recipient, variant, marking)
        columns = _Columns(recipient)
        answers = Answers(columns)
        try:
            pattern = self._paths.find(start, answers)
            if pattern is not None:
                return Rendered(pattern, fill_slots(pattern, answers, self.mark))
        except TemplateError:
            raise  # `cli.limits` has counted to its end
        except Exception:  # noqa: BLE001, S110 - whatever an author's expression raises
            pass  # Rendering raises it again, and says where.
        inquiry = Inquiry(Slots(self.mark), columns)
        rendered = self._rendered(recipient, variant, marking, inquiry)
        self._paths.keep(start, inquiry, rendered.pattern)
        return rendered

    def _with_own_hour(self, recipient: Recipient, variant: Variant, marking: Marking) -> Recipient:
        """`recipient.embargo_here`: the embargo by the recipient's own clock, where that differs."""
        embargo, zone = self.release.embargoed_until, recipient.values.get("timezone", "")
        if not marking.embargoed:
            return recipient
        here = ""
        if embargo is not None and zone:
            own = ZonedTime(embargo.utc, zone)
            if own.local.utcoffset() != embargo.local.utcoffset():
                here = show_here(own, variant.language)
        return recipient._replace(values={**recipient.values, _EMBARGO_HERE: here})

    def _rendered(
        self, recipient: Recipient, variant: Variant, marking: Marking, inquiry: Inquiry
    ) -> Rendered:
        """The rendering by the templates themselves, asking them everything."""
        for environment in self._environments.values():
            environment.inquiry = inquiry
        self._environments[Writing.TEXT].filters["wrap"] = self._wrap
        names = dict(self._context(variant, marking))
        names["recipient"] = inquiry.recipient
        whom = f"{recipient.media_list}, row {recipient.row}" if recipient.row else ""
        own, preheader = (
            self._line(variant, key, names, inquiry.slots, whom) for key in ("subject", "preheader")
        )
        parts = [(own, "subject")] if own else []
        subject = self._subject(own, variant, marking)
        preheader = preheader or variant.subhead
        lines = {"subject": subject, "preheader": preheader}
        personal = {name: line for name, line in lines.items() if self.mark in line}
        release: dict[str, object] = dict(names["release"])  # type: ignore[call-overload]  # made by `context`
        release |= lines
        body = self._body(variant, names, whom)
        release["body"], release["body_text"] = body.html, body.text
        # An act may have no body of its own.
        parts += [(body.said, "body")] if variant.body else []
        alone = [slots_alone(text, inquiry.slots, variant, key, whom) for text, key in parts]
        names["release"] = _with_lines(release, personal, inquiry) if personal else release
        html = "" if recipient.text_only else self._template("html", names, whom)
        text = self._template("txt", names, whom)
        if isinstance(notice := release["notice"], dict):
            self._refuse_silence(notice, html, text)
        values = inquiry.slots.values
        recipes = (inquiry.recipes.get(slot, value) for slot, value in enumerate(values))
        pattern = Pattern(
            subject,
            html,
            text,
            recipient.text_only,
            tuple(recipes),
            tuple(personal.items()),
            tuple(filter(None, alone)),
        )
        return Rendered(pattern, tuple(values))

    def _context(self, variant: Variant, marking: Marking) -> dict[str, object]:
        key = (variant.language, marking)
        if key not in self._contexts:
            made = context(self.release, variant, self.letterhead, marking, self.mark)
            made["css"] = css_for(self.templates, self.release.template)
            self._contexts[key] = made
        return self._contexts[key]

    def _subject(self, own: str, variant: Variant, marking: Marking) -> str:
        subject = tagged(own or variant.headline, variant.language, marking.act)
        if marking.embargoed and self.release.embargoed_until is not None:
            when = show_briefly(self.release.embargoed_until, variant.language)
            words = phrases_for(variant.language)
            subject = f"[{words['embargoed_until'].format(when=when)}] {subject}"
        subject = f"[TEST] {subject}" if marking.test else subject
        return " ".join(subject.split())

    def _line(
        self, variant: Variant, key: str, names: dict[str, object], slots: Slots, whom: str
    ) -> str:
        """A front matter line in which Jinja may stand; slots stay open."""
        source: str = getattr(variant, key)
        if "{" not in source:
            return source
        line, taken = variant.lines.get(key, 1), len(slots.values)
        with located(variant.file, {variant.file: line - 1}, whom=whom):
            template = self._from_source(Writing.TEXT, source, variant.file)
            text = template.render(names)
        refuse_broken_line((text, *slots.values[taken:]), variant, key, whom)
        return text

    def story(self, variant: Variant, marking: Marking) -> tuple[str, str]:
        """
        The body as nobody in particular reads it: HTML, and text whose paragraphs are one line each.

        Every column is empty but the language, so that the author's own "or" speaks; a salutation
        is left out, because it is said to somebody.
        """
        inquiry = Inquiry(Slots(self.mark), _Nobody(variant.language))
        for environment in self._environments.values():
            environment.inquiry = inquiry
        names = self._context(variant, marking) | {"recipient": inquiry.recipient}
        tokens = without_salutation(parse_markdown(self._copy(variant, names, "")), self.mark)
        dateline, opening = dateline_of(variant), opening_paragraph(tokens, self.mark)
        text = plain(markdown_tree(tokens), dateline, opening)
        html = render_html(tokens, dateline, opening)
        return inquiry.slots.fill_html(html).strip(), inquiry.slots.fill(text).strip()

    def _copy(self, variant: Variant, names: dict[str, object], whom: str) -> str:
        """The body's Markdown; what it prints stands in slots."""
        if "{" not in variant.body:
            return variant.body
        with located(variant.file, {variant.file: variant.body_line - 1}, whom=whom):
            return self._from_source(Writing.COPY, variant.body, variant.file).render(names)

    def _body(self, variant: Variant, names: dict[str, object], whom: str) -> "_Body":
        source = self._copy(variant, names, whom)
        key = (variant.language, source)
        if key not in self._bodies:
            tokens = parse_markdown(source)
            dateline, opening = dateline_of(variant), opening_paragraph(tokens, self.mark)
            text = TextWriter(self.mark).write(markdown_tree(tokens), dateline, opening)
            html = render_html(tokens, dateline, opening)
            said = "".join(token.content for token in tokens)
            self._bodies[key] = _Body(html, text, said)
        return self._bodies[key]

    def _refuse_silence(self, notice: Mapping[str, object], html: str, text: str) -> None:
        """TemplateError where a copy that answers an earlier one does not say how."""
        name, part = unsaid(notice, html, text)
        if name:
            family = self.release.template
            raise TemplateError(
                f"The template does not print release.notice.{name}, which tells the reader what has "
                "changed, or what to do with what they got before.",
                where=f"{_TEMPLATES}{family}/{family}.{part}.j2",
                cure="Print it, or extend base/page and keep its blocks notice and changes. Quickest, "
                "for a correction: write template: correction into the release.",
            )

    def _template(self, part: str, names: dict[str, object], whom: str) -> str:
        family = self.release.template
        name = f"{family}/{family}.{part}.j2"
        shown = _TEMPLATES + name
        if name not in self.templates:
            raise TemplateError(
                f'There is no template "{family}" with a file {family}.{part}.j2.',
                where=_TEMPLATES,
                cure="Correct `template:` in the release, or add the file.",
            )
        writing = Writing.HTML if part == "html" else Writing.TEXT
        with located(shown, {}, whom=whom):
            return self._environments[writing].get_template(name).render(names)

    def _from_source(self, writing: Writing, source: str, shown: str) -> Template:
        """What stands in the release itself."""
        key = (writing, source)
        if key not in self._compiled:
            environment = self._environments[writing]
            code = environment.compile(source, name=shown, filename=shown)
            made = Template.from_code(environment, code, environment.make_globals(None))
            self._compiled[key] = made
        return self._compiled[key]

    def _wrap(self, text: object, indent: int = 0, hanging: int = 0) -> str:
        """The text template's `wrap` filter: 72 columns, `indent` blanks before every line."""
        first, rest = " " * min(indent, 40), " " * min(indent + hanging, 40)
        shown = str(text)
        if isinstance(text, Field):
            inquiry = self._environments[Writing.TEXT].inquiry
            shown = inquiry.slots.take(text) if inquiry else shown
        return paragraph(shown, self.mark, first, rest)


_MADE_COLUMNS: Mapping[str, Callable[[Recipient], object]] = {
    "email": lambda recipient: str(recipient.address),
    "name": lambda recipient: recipient.name,
    "tags": lambda recipient: recipient.tags,
}
"""What templates see in place of the cell."""


def tagged(subject: str, language: str, act: Act) -> str:
    """`CORRECTION: subject` in the language of the copy; a tag that stands there is no second one."""
    if act is Act.ORIGINAL:
        return subject
    tag = phrases_for(language)[f"tag_{act.value}"]
    return subject if subject.casefold().startswith(tag.casefold()) else f"{tag}: {subject}"


class _Body(NamedTuple):
    """A body in both its looks, slots open."""

    html: Markup
    text: str
    said: str
    """Its words as they are written, without what only divides them."""


class _Columns(Mapping[str, object]):
    """All columns of a recipient as fields, each made when it is looked at."""

    __slots__ = ("_recipient",)

    def __init__(self, recipient: Recipient) -> None:
        self._recipient = recipient

    def __getitem__(self, column: str) -> object:
        recipient = self._recipient
        if column in _MADE_COLUMNS:
            return as_field(_MADE_COLUMNS[column](recipient))
        value = recipient.values.get(column)
        if value.__class__ is str:
            return Field(value)
        if value is None and (column in KNOWN_COLUMNS or column == _EMBARGO_HERE):
            value = ""
        if value is None:
            raise KeyError(column)
        return as_field(value)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*KNOWN_COLUMNS, *self._recipient.values)))

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Nobody(Mapping[str, object]):
    """Every column there could be, empty, but for the language."""

    __slots__ = ("_language",)

    def __init__(self, language: str) -> None:
        self._language = language

    def __getitem__(self, column: str) -> object:
        if column == "tags":
            return as_field(())
        return Field(self._language if column == "language" else "")

    def __iter__(self) -> Iterator[str]:
        return iter(KNOWN_COLUMNS)

    def __len__(self) -> int:
        return len(KNOWN_COLUMNS)


def _with_lines(
    release: dict[str, object], personal: Mapping[str, str], inquiry: Inquiry
) -> PersonalRelease:
    """The release, with the lines in which slots stand as the recipient's own."""
    filled = {name: Field(inquiry.slots.fill(line)) for name, line in personal.items()}
    shared = {name: value for name, value in release.items() if name not in personal}
    return PersonalRelease(shared, filled, inquiry.look_at_line)


def fill_text(rendered: Rendered, text: str, mark: str) -> str:
    """A rendering's text as the recipient will read it, laid out."""
    slots = Slots(mark, list(rendered.slots))
    return lay_out(text, slots.fill)
