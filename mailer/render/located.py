"""
From a Jinja error to a sentence with file and line.

Promises: names the file as the user knows it and the line in it, also for a release's body, whose
template begins in the middle of its file. Whatever an author's expression raises is the author's to
mend: any exception becomes a sentence. Never: shows a value or an internal name.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateNotFound

from mailer.words.errors import TemplateError

_CURE = "Correct the line; `mailer check` shows it again without sending anything."


@contextmanager
def located(file: str, line_offsets: Mapping[str, int], *, whom: str = "") -> Iterator[None]:
    """
    Turn whatever rendering raises into TemplateError at its file and line.

    `file` is the template being rendered; `line_offsets` maps a shown file name to what is added to
    Jinja's line (a release's body does not begin on line 1). `whom` names the recipient, if any.
    """
    try:
        yield
    except TemplateError as error:  # `cli.limits` has counted to its end, in the middle of a line
        error.where = error.where or _place(error, file, line_offsets)
        raise
    except TemplateSyntaxError as error:
        line = error.lineno + line_offsets.get(error.filename or file, 0)
        raise TemplateError(
            _sentence(error.message or "it cannot be read"),
            where=f"{error.filename or file}, line {line}",
            cure=_CURE,
        ) from error
    except Exception as error:
        where = _place(error, file, line_offsets)
        what = _what(error)
        raise TemplateError(
            f"{what} (rendering for {whom})" if whom else what, where=where, cure=_CURE
        ) from error


def _what(error: Exception) -> str:
    if isinstance(error, SecurityError):
        return f"Not allowed in a template: {error}."
    if isinstance(error, TemplateNotFound):
        return f'There is no template file "{error}".'
    if isinstance(error, MemoryError | RecursionError):
        return "Rendering needs more memory than a message can be worth."
    return _sentence(str(error) or type(error).__name__)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _place(error: Exception, file: str, line_offsets: Mapping[str, int]) -> str:
    known = {file, *line_offsets}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in known or frame.filename.endswith(".j2"):
            line = (frame.lineno or 1) + line_offsets.get(frame.filename, 0)
            return f"{frame.filename}, line {line}"
    return file
