"""
Attachments and pictures: the files that a release names, read from the workspace and nowhere else.

Promises: a file is named by its path from the workspace, lies in it, is a regular file and no link,
and is nothing that was never meant to leave (a file or folder whose name begins with a dot, a media
list, the ledger's folder, mailer.toml, the release itself), whatever other name it has; the files of
one message keep to the limits; a picture is a PNG, JPEG or GIF by its own bytes. A picture that is
too large does not travel: where the release says its `url`, readers get that, else the release is
refused with what to do.
Never: parses a document, follows a link, or waits for a pipe.
Fails with: ReleaseError, whose `where` is the line of the release that names the files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from mailer.read.disk import DiskError, has_names, identity_of, read_file, real_path, size_of
from mailer.read.picture import measure_picture
from mailer.read.release import Attachment, Image, Variant
from mailer.read.settings import Limits
from mailer.words.errors import ReleaseError
from mailer.words.sizes import show_size

_LISTS = "lists"
_SETTINGS = "mailer.toml"
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|~|\\\\")
_FROM_HERE = "Copy the file into the workspace, beside the release, and write its path from there."
_TOO_LARGE = (
    "Save it smaller (1600 pixels wide is plenty), or put it on the web and add url: https://… "
    "to the picture: readers then get the link. The limit is [limits] picture in mailer.toml."
)
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def read_enclosures(root: Path, variant: Variant, limits: Limits) -> Variant:
    """The variant with the content of its files; the two keys share one allowance."""
    allowance = _Allowance(root, limits.files_bytes_max, root / variant.file)
    attachments, images = [], []
    for attachment in variant.attachments:
        where = _where(variant, "attachments")
        attachments.append(_read_attachment(allowance, attachment, where))
    for image in variant.images:
        where = _where(variant, "images")
        images.append(_read_image(allowance, image, limits.picture_bytes_max, where))
    return replace(variant, attachments=tuple(attachments), images=tuple(images))


def read_logo(root: Path, logo: Image, limits: Limits) -> Image:
    """The organisation's logo; as a picture of a release, but it cannot be a link."""
    allowance = _Allowance(root, limits.files_bytes_max, root / _SETTINGS)
    return _read_image(allowance, logo, limits.picture_bytes_max, "")


@dataclass(slots=True)
class _Allowance:
    """What one message may still carry."""

    root: Path
    bytes_max: int
    named_in: Path
    """The file that names the files, and is none of them."""
    used: int = 0

    def place(self, path: str, where: str) -> Path:
        """The file's own place in the workspace; everything else is refused by what it is."""
        real = _inside(self.root, path, where)
        if identity_of(real) in self._own(real):
            what = f"{path} is a file of the press office's own, which must not leave."
            raise ReleaseError(what, where=where, cure="Attach another file.")
        return real

    def _own(self, real: Path) -> Iterator[tuple[int, int] | None]:
        """The identities of what must not leave under any name."""
        own = [self.root / _SETTINGS, self.named_in]
        if has_names(real) > 1:
            own.append(self.root / ".env")
            for folder in (_LISTS, ".mailer"):
                own += (self.root / folder).rglob("*")
        return (identity for path in own if (identity := identity_of(path)))

    def read(self, path: str, real: Path, where: str) -> bytes:
        """A whole file, which then counts."""
        left = self.bytes_max - self.used
        content = _content(real, path, left, where)
        if len(content) > left:
            what = (
                f"With {path} the files of a message are larger than {show_size(self.bytes_max)}."
            )
            cure = "Make the file smaller, or put it on the web and write the link."
            raise ReleaseError(what, where=where, cure=cure)
        self.used += len(content)
        return content


def _read_image(allowance: _Allowance, image: Image, bytes_max: int, where: str) -> Image:
    real = allowance.place(image.path, where)
    if not (picture := measure_picture(_content(real, image.path, bytes_max, where))):
        what = f"{image.path} is not a picture that mail programs show."
        raise ReleaseError(what, where=where, cure="Save it as JPEG, PNG or GIF; SVG is not shown.")
    size_bytes = size_of(real)
    if size_bytes > bytes_max and not image.url:
        what = (
            f"{image.path} has {show_size(size_bytes)}; a picture may have {show_size(bytes_max)}."
        )
        raise ReleaseError(what, where=where, cure=_TOO_LARGE)
    large = size_bytes > bytes_max
    return replace(
        image,
        content=b"" if large else allowance.read(image.path, real, where),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size_bytes=size_bytes,
    )


def _read_attachment(allowance: _Allowance, attachment: Attachment, where: str) -> Attachment:
    real = allowance.place(attachment.path, where)
    content = allowance.read(attachment.path, real, where)
    suffix = PurePosixPath(attachment.path).suffix.casefold()
    media_type = _MEDIA_TYPES.get(suffix, "application/octet-stream")
    return replace(attachment, content=content, media_type=media_type)


def _where(variant: Variant, key: str) -> str:
    return f"{variant.file}, line {variant.lines[key]}" if key in variant.lines else variant.file


def _inside(root: Path, path: str, where: str) -> Path:
    """The file's own place in the workspace; everything else is refused by what it is."""
    given = PurePosixPath(path)
    if given.is_absolute() or _DRIVE.match(path):
        what = f"{path} is a full path of one machine."
        raise ReleaseError(what, where=where, cure=_FROM_HERE)
    if ".." in given.parts:
        what = f'{path} holds "..", which leads away from the workspace.'
        raise ReleaseError(what, where=where, cure=_FROM_HERE)
    base = real_path(root)
    real = real_path(base / path)
    if real != base / path:
        what = f"{path} is a link to another file, or lies behind one."
        cure = "Copy the file itself into the workspace, beside the release."
        raise ReleaseError(what, where=where, cure=cure)
    folded = tuple(part.casefold() for part in given.parts)
    if any(part.startswith(".") for part in folded) or folded[:1] == (_LISTS,):
        what = f"{path} is a file of the press office's own, which must not leave."
        raise ReleaseError(what, where=where, cure=_FROM_HERE)
    return real


def _content(real: Path, path: str, bytes_max: int, where: str) -> bytes:
    """The bytes of a file that is not empty, and no more than one beyond `bytes_max`."""
    try:
        content = read_file(real, bytes_max)
    except DiskError as error:
        raise ReleaseError(f"{path}: {error}", where=where, cure="Check the path.") from error
    if not content:
        raise ReleaseError(f"{path} is empty.", where=where, cure="Check the file.")
    return content
