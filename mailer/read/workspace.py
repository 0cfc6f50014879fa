"""
A workspace: the folder with the press office's releases, media lists and templates.

Promises: releases come whole, with the content of their files; lists stream; of every file that was
read here, `sources` knows the hash, and `drifted` tells later which has changed since.
Never: writes anything; reads what lies outside, but for a release or list given by its full path.
Fails with: ReleaseError, MediaListError, TemplateError, SettingsError (the logo).
"""

import hashlib
import stat
from collections.abc import Container, Generator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.read.disk import DiskError, mode_of, read_file, read_pieces, real_path, size_of
from mailer.read.enclosures import read_enclosures, read_logo
from mailer.read.encoding import EncodingError, decode_text
from mailer.read.places import SUPPRESSED, find_list, find_release
from mailer.read.release import Attachment, Image, Release
from mailer.read.samples import sample_folder
from mailer.read.settings import Limits, Organisation
from mailer.words.errors import MediaListError, ReleaseError, SettingsError, TemplateError
from mailer.words.findings import Finding

if TYPE_CHECKING:
    from mailer.read.earlier import Earlier
    from mailer.read.lists.media_list import MediaListReader
    from mailer.read.lists.reading import Reading
    from mailer.read.lists.suppression_file import LiveSuppressions

_TEMPLATE_SUFFIXES = frozenset((".j2", ".html", ".txt", ".css"))
_TEMPLATE_BYTES_MAX = 1_000_000
_SAMPLES = "samples/"
_EARLIER_MAX = 200
"""Releases that a new one is compared with."""
_EARLIER_BYTES = 16_384
"""So much of each: its front matter and its opening."""


class Workspace:
    """One folder, and the hashes of what was read in it."""

    def __init__(self, root: Path, limits: Limits | None = None) -> None:
        """`root` need not hold anything yet; `limits` are those of mailer.toml."""
        self.root = root
        self.limits = limits or Limits()
        self._sources: dict[str, str] = {}
        self._list_bytes = self._list_bytes_read = 0

    def sources(self) -> Mapping[str, str]:
        """
        File → SHA-256 in hex, of every file that was read to its end.

        Samples of the tool itself stand under `samples/`.
        """
        return dict(self._sources)

    def drifted(self, sources: Mapping[str, str]) -> tuple[str, ...]:
        """Which of these files are not any more what they were."""
        return tuple(shown for shown, digest in sources.items() if self._digest(shown) != digest)

    def read_release(
        self, given: str, *, now: datetime | None = None
    ) -> tuple[Release, tuple[Finding, ...]]:
        """The release that `given` names, in all its languages, with its attachments and images."""
        # 40 ms that a look at the ledger does not need
        from mailer.read.front_matter import FILE_BYTES_MAX  # noqa: PLC0415 - see above
        from mailer.read.release_file import parse_release  # noqa: PLC0415 - see above

        place = find_release(self.root, given)
        files = {}
        for shown, path in place.files.items():
            try:
                files[shown] = read_file(path, FILE_BYTES_MAX)
            except DiskError as error:
                raise ReleaseError(str(error), where=shown) from error
        release, findings = parse_release(files, place.slug, now=now)
        variants = tuple(
            read_enclosures(self.root, variant, self.limits) for variant in release.variants
        )
        for shown, content in files.items():
            self._remember(shown, content)
        for variant in variants:
            enclosed: tuple[Attachment | Image, ...] = (*variant.attachments, *variant.images)
            for file in enclosed:
                if file.content:
                    self._remember(file.path, file.content)
        return replace(release, variants=variants), findings

    def read_earlier(self, release: Release) -> tuple["Earlier", ...]:
        """The first words of the latest other releases that lie in the same folder."""
        from mailer.read.earlier import read_earlier  # noqa: PLC0415 - only checks ask for it

        own = {variant.file for variant in release.variants}
        folder = (self.root / release.variants[0].file).parent
        try:
            others = [path for path in folder.glob("*.md") if path.is_file()]
            others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        except OSError:
            return ()
        found = []
        for path in others[:_EARLIER_MAX]:
            shown = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""
            if shown in own or not shown:
                continue
            try:
                text = read_file(path, _EARLIER_BYTES).decode("utf-8", "replace")
            except DiskError:
                continue
            if earlier := read_earlier(shown, text):
                found.append(earlier)
        return tuple(found)

    def read_list(
        self,
        given: str,
        *,
        trusted_lists: Container[str] = (),
        reading: "Reading | None" = None,
    ) -> "MediaListReader":
        """
        The media list that `given` names, ready to stream.

        `trusted_lists` are names of lists in `lists/`; a file elsewhere is none of them, whatever
        it is called. `reading` is what a person said of the file.
        """
        from mailer.read.lists.media_list import read_media_list  # noqa: PLC0415 - 10 ms, only for lists

        place = find_list(self.root, given)
        try:
            open_to_all = bool(mode_of(place.path) & stat.S_IWOTH)
            self._list_bytes += size_of(place.path)
            pieces = self._hashed(read_pieces(place.path), place.shown)
        except DiskError as error:
            raise MediaListError(str(error), where=place.shown) from error
        try:
            return read_media_list(
                pieces,
                name=place.name,
                file=place.shown,
                trusted=place.own and place.name in trusted_lists,
                open_to_all=open_to_all,
                reading=reading,
            )
        except MediaListError:
            pieces.close()
            raise

    def part_of_lists_read(self) -> float:
        """How much of the lists that were opened has been read: from 0 to 1."""
        return self._list_bytes_read / self._list_bytes if self._list_bytes else 0.0

    def read_templates(self) -> Mapping[str, str]:
        """Name, such as `release/release.html.j2` → source; the workspace's own win over samples."""
        own = self.root / "templates"
        samples = sample_folder("templates")
        templates = self._templates(samples, _SAMPLES + "templates/")
        if real_path(own) != real_path(samples):
            templates.update(self._templates(own, "templates/"))
        return templates

    def suppressions(self) -> "LiveSuppressions":
        """Who must not be written to, asked anew for every message."""
        from mailer.read.lists.suppression_file import LiveSuppressions  # noqa: PLC0415 - only to send

        return LiveSuppressions(
            self.root / SUPPRESSED, SUPPRESSED.as_posix(), self.root / ".mailer" / "key"
        )

    def read_logo(self, organisation: Organisation) -> Image | None:
        """The organisation's logo; None where it has none."""
        if not organisation.logo:
            return None
        logo = Image(organisation.logo, alt=organisation.name)
        try:
            image = read_logo(self.root, logo, self.limits)
        except ReleaseError as error:
            where = "mailer.toml, [organisation]"
            raise SettingsError(f"logo: {error.what}", where=where, cure=error.cure) from error
        self._remember(image.path, image.content)
        return image

    def _templates(self, folder: Path, prefix: str) -> dict[str, str]:
        templates = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.suffix not in _TEMPLATE_SUFFIXES or name.startswith(".") or path.is_dir():
                continue
            shown = prefix + name
            if not real_path(path).is_relative_to(real_path(folder)):
                what = "This is a link that leads out of the templates."
                raise TemplateError(what, where=shown, cure="Copy the file itself.")
            try:
                content = read_file(path, _TEMPLATE_BYTES_MAX)
                templates[name] = decode_text(content)
            except DiskError as error:
                raise TemplateError(str(error), where=shown) from error
            except EncodingError as error:
                where = f"{shown}, line {error.line}"
                raise TemplateError(error.what, where=where, cure=error.cure) from error
            self._remember(shown, content)
        return templates

    def _remember(self, shown: str, content: bytes) -> None:
        self._sources[shown] = hashlib.sha256(content).hexdigest()

    def _hashed(
        self, pieces: Generator[bytes, None, None], shown: str
    ) -> Generator[bytes, None, None]:
        """The pieces, unchanged; once the last one was taken, the file's hash is known."""
        digest = hashlib.sha256()
        try:
            for piece in pieces:
                digest.update(piece)
                self._list_bytes_read += len(piece)
                yield piece
        except DiskError as error:
            raise MediaListError(str(error), where=shown) from error
        finally:
            pieces.close()
        self._sources[shown] = digest.hexdigest()

    def _digest(self, shown: str) -> str:
        """The hash of a file as it is now; "" where it cannot be read."""
        path = self.root / shown
        if shown.startswith(_SAMPLES):
            path = sample_folder("templates") / shown.removeprefix(_SAMPLES + "templates/")
        digest = hashlib.sha256()
        try:
            for piece in read_pieces(path):
                digest.update(piece)
        except DiskError:
            return ""
        return digest.hexdigest()
