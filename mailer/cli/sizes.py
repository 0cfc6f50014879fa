"""What the messages of a run have in common, for people: size, files, fallback language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer.words.sizes import show_size

if TYPE_CHECKING:  # `check` and `render` plan nothing
    from collections.abc import Callable

    from mailer.cli.console import Console
    from mailer.read.release import Release
    from mailer.schedule.plan import Tally


def tell_sizes(console: Console, release: Release, largest_bytes: int) -> None:
    """One line on the largest message and its files, one on each picture that stays behind."""
    files: dict[str, int] = {}
    for variant in release.variants:
        files |= {part.path: len(part.content) for part in variant.attachments}
        files |= {image.path: image.size_bytes for image in variant.images if image.content}
    # What is made for each copy has no size here.
    carried = ", ".join(
        f"{path} ({show_size(size)})" if size else path for path, size in files.items()
    )
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


def tell_fallback(
    say: Callable[[str], None], tally: Tally, release: Release, fallback: str
) -> None:
    """Say who gets the fallback language because the release is not in theirs."""
    served = tally.by_fallback(release, fallback)
    if served:
        shown = ", ".join(f"{language} {count}" for language, count in served.most_common())
        say(f"{served.total()} get the fallback language {fallback}: {shown}")
