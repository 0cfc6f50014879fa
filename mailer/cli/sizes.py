"""How large the messages are and what they carry, as `check` and the dry run say it."""

from mailer.cli.console import Console
from mailer.read.release import Release
from mailer.words.sizes import show_size


def tell_sizes(console: Console, release: Release, largest_bytes: int) -> None:
    """One line on the largest message and its files, one on each picture that stays behind."""
    files: dict[str, int] = {}
    for variant in release.variants:
        files |= {part.path: len(part.content) for part in variant.attachments}
        files |= {image.path: image.size_bytes for image in variant.images if image.content}
    carried = ", ".join(f"{path} ({show_size(size)})" for path, size in files.items())
    with_files = f", with {carried}" if carried else ""
    console.say(f"The largest message has about {show_size(largest_bytes)}{with_files}.")
    left_behind = {
        image.path: image
        for variant in release.variants
        for image in variant.images
        if image.linked_only
    }
    for image in left_behind.values():
        console.say(
            f"{image.path} ({show_size(image.size_bytes)}) is too large to send; "
            f"readers get the link {image.url}."
        )
