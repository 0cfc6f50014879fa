"""
Attachments and pictures: the files that a release names, read from the workspace and nowhere else.

Promises: the real path lies inside the workspace, is a regular file, and is nothing that was never
meant to leave (a file or folder whose name begins with a dot, a media list, the ledger's folder); one
message carries at most 20 MB of files; a picture is a PNG, JPEG or GIF by its own bytes.
Never: parses a document, follows a link out of the workspace, or waits for a pipe.
Fails with: ReleaseError, whose `where` is the line of the release that names the files.
"""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from mailer.read.disk import DiskError, read_file, real_path
from mailer.read.picture import measure_picture
from mailer.read.release import Attachment, Image, Variant
from mailer.words.errors import ReleaseError

FILES_BYTES_MAX = 20_000_000
"""Of all files of one message together; encoded for mail they grow by a third (RFC 2045 6.8)."""
_LISTS = "lists"
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


def read_enclosures(root: Path, variant: Variant) -> Variant:
    """The variant with the content of its files; the two keys share one allowance."""
    left = FILES_BYTES_MAX
    attachments, images = [], []
    for attachment in variant.attachments:
        attachments.append(_read_attachment(root, attachment, left, _where(variant, "attachments")))
        left -= len(attachments[-1].content)
    for image in variant.images:
        images.append(read_image(root, image, left, _where(variant, "images")))
        left -= len(images[-1].content)
    return replace(variant, attachments=tuple(attachments), images=tuple(images))


def read_image(root: Path, image: Image, bytes_max: int, where: str) -> Image:
    """The image with its content, kind and size."""
    content = _read_inside(root, image.path, bytes_max, where)
    picture = measure_picture(content)
    if picture is None:
        what = f"{image.path} is not a picture that mail programs show."
        raise ReleaseError(what, where=where, cure="Save it as JPEG, PNG or GIF; SVG is not shown.")
    return replace(
        image,
        content=content,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
    )


def _read_attachment(root: Path, attachment: Attachment, bytes_max: int, where: str) -> Attachment:
    content = _read_inside(root, attachment.path, bytes_max, where)
    suffix = PurePosixPath(attachment.path).suffix.casefold()
    media_type = _MEDIA_TYPES.get(suffix, "application/octet-stream")
    return replace(attachment, content=content, media_type=media_type)


def _where(variant: Variant, key: str) -> str:
    return f"{variant.file}, line {variant.lines[key]}" if key in variant.lines else variant.file


def _read_inside(root: Path, path: str, bytes_max: int, where: str) -> bytes:
    base = real_path(root)
    cure = "Copy the file into the workspace, beside the release, and write its path from there."
    try:
        real = real_path(base / path)
        inside = tuple(part.casefold() for part in real.relative_to(base).parts)
    except ValueError as error:
        what = f"{path} does not lie in the workspace."
        raise ReleaseError(what, where=where, cure=cure) from error
    if any(part.startswith(".") for part in inside) or inside[:1] == (_LISTS,):
        what = f"{path} is a file of the press office's own, which must not leave."
        raise ReleaseError(what, where=where, cure=cure)
    try:
        content = read_file(real, bytes_max)
    except DiskError as error:
        raise ReleaseError(f"{path}: {error}", where=where, cure="Check the path.") from error
    if len(content) > bytes_max:
        what = f"With {path} the files of a message are larger than {FILES_BYTES_MAX // 10**6} MB."
        cure = "Make the file smaller, or put it on the web and write the link."
        raise ReleaseError(what, where=where, cure=cure)
    if not content:
        raise ReleaseError(f"{path} is empty.", where=where, cure="Check the file.")
    return content
