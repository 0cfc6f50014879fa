"""
The mould: one recipient after the other is rendered, merged and composed, sharing what can be shared.

Promises: what recipients have in common is made once; memory stays flat, however many distinct
messages there are.
Fails with: TemplateError; ReleaseError where only a guess would find the language.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from mailer.compose.composer import Composed, Composer, Enclosures, Parts
from mailer.merge.gaps import Part, text_part
from mailer.merge.inliner import Inliner
from mailer.read.characters import forbidden_in_text, in_words
from mailer.read.recipient import Recipient
from mailer.read.release import Release, Variant
from mailer.render.paths import PATHS_MAX, Pattern
from mailer.render.renderer import Rendered, Renderer
from mailer.render.view import Marking
from mailer.words.errors import ReleaseError, TemplateError


@dataclass(slots=True)
class Mould:
    """Renders, merges and composes one recipient after the other, sharing what can be shared."""

    release: Release
    renderer: Renderer
    inliner: Inliner
    composer: Composer
    enclosures: Callable[[Variant, Marking], Enclosures]
    fallback_language: str = ""
    tell_empty: Callable[[Recipient, list[str]], None] = lambda _recipient, _columns: None
    """Told of whoever is composed with columns that print nothing, and of those columns."""
    _parts: dict[bytes, tuple[Parts, Enclosures]] = field(default_factory=dict)
    _keys: WeakKeyDictionary[Pattern, bytes] = field(default_factory=WeakKeyDictionary)
    """Pattern → the key of its parts, so that its text is looked at once."""
    _files: dict[tuple[str, Marking], Enclosures] = field(default_factory=dict)
    """What copies of one language and marking carry."""
    _variants: dict[str, Variant] = field(default_factory=dict)
    """A recipient's language → the variant that serves it."""

    def variant_for(self, recipient: Recipient) -> Variant:
        """The recipient's language of the release; ReleaseError where only a guess would find one."""
        language = recipient.language
        variant = self._variants.get(language)
        if variant is None:
            variant = self.release.variant_for(language, self.fallback_language)
            if variant is not None and len(self._variants) < PATHS_MAX:
                self._variants[language] = variant
        if variant is None:
            there_are = " and ".join(self.release.languages)
            raise ReleaseError(
                f"The release is in {there_are}; this recipient's language is "
                f"{language or 'not given'}.",
                where=f"{recipient.media_list}, row {recipient.row}",
                cure='Say who gets which: [languages] fallback = "en" in mailer.toml, '
                "or fill in the column language.",
            )
        return variant

    def compose(
        self, recipient: Recipient, marking: Marking, answers: str = ""
    ) -> tuple[Composed, str]:
        """
        The recipient's message, and its subject as the inbox will show it.

        `answers`: the Message-ID of what this person got before.
        """
        variant = self.variant_for(recipient)
        rendered = self.renderer.render(recipient, variant, marking)
        if empty := rendered.empty_columns:
            self.tell_empty(recipient, empty)
        key, parts, enclosures = self._shared(rendered, variant, marking)
        composed = self.composer.compose(
            key, parts, enclosures, recipient, rendered.slots, answers=answers
        )
        subject = parts.subject
        return composed, subject.fill(rendered.slots) if subject.gaps else subject.literals[0]

    def _shared(
        self, rendered: Rendered, variant: Variant, marking: Marking
    ) -> tuple[bytes, Parts, Enclosures]:
        key = self._keys.get(rendered.pattern)
        if key is None:
            if len(self._parts) >= PATHS_MAX:
                self._forget()
            key = self._keys[rendered.pattern] = self._key_of_parts(rendered, variant, marking)
        return key, *self._parts[key]

    def _forget(self) -> None:
        """So many distinct messages are not kept at once: memory stays flat."""
        self._parts.clear()
        self._keys.clear()
        self.inliner.forget()
        self.composer.forget()

    def _key_of_parts(self, rendered: Rendered, variant: Variant, marking: Marking) -> bytes:
        """Make the parts of a pattern, unless another with the same text has them already."""
        html_key, html = b"", None
        self._refuse_signs(rendered.html, variant)
        if not rendered.text_only:
            html_key, html = self._inlined(rendered.html)
        digest = hashlib.sha256(html_key)
        for text in (rendered.subject, rendered.text, variant.language, repr(marking)):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\x00")
        key = digest.digest()
        if key not in self._parts:
            mark = self.renderer.mark
            subject, body = text_part(rendered.subject, mark), text_part(rendered.text, mark)
            for literal in body.literals:
                self._refuse_signs(literal, variant)
            enclosures = self._enclosed(variant, marking)
            if rendered.text_only:
                enclosures = Enclosures(attachments=enclosures.attachments)
            self._parts[key] = (Parts(subject, body, html, variant.language), enclosures)
        return key

    def _inlined(self, html: str) -> tuple[bytes, Part]:
        """The page's part; what is wrong with it is said of the template that made it."""
        try:
            return self.inliner.part(html)
        except TemplateError as error:
            family = self.release.template
            error.where = error.where or f"templates/{family}/{family}.html.j2"
            raise

    def _refuse_signs(self, text: str, variant: Variant) -> None:
        """What templates write by themselves; what they print was looked at as it was printed."""
        if found := forbidden_in_text(text):
            raise TemplateError(
                f"The message would hold {in_words(found[0])}.",
                where=f"templates/{self.release.template}",
                cure=f"Take it out of the template, or of what {variant.file} prints with Jinja.",
            )

    def _enclosed(self, variant: Variant, marking: Marking) -> Enclosures:
        """The files of copies so marked, made once; their names say EMBARGOED where the copy does."""
        which = (variant.language, marking)
        if which not in self._files:
            files = self.enclosures(variant, marking)
            self._files[which] = files.embargoed if marking.embargoed else files
        return self._files[which]
