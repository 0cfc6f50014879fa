"""
Encoding: bytes of a file become text exactly, or are refused with the place and the cure.

Promises: UTF-8 with or without a byte order mark, UTF-16 with one; line ends of Windows and of old
Macs become LF; no byte is replaced, dropped or guessed.
Never: tries Windows-1252 on its own; the same bytes are text in a dozen old encodings.
Fails with: EncodingError, which carries the line and the offset; its text is for the press officer.
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain

SAVE_AS_UTF8 = 'Save it anew as UTF-8 (in Excel: "CSV UTF-8"; in Notepad: Save as, Encoding UTF-8).'
_MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_BYTES_MAX = 4
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_FOREIGN_WORD = re.compile(r"[\w.'’-]*[^\W\x00-\x7f][\w.'’-]*")
WORDS_SHOWN = 3


class EncodingError(ValueError):
    """Why bytes are no text: `what` and `cure` as sentences, `line` counted from 1."""

    def __init__(
        self, what: str, line: int, cure: str = SAVE_AS_UTF8, words: tuple[str, ...] = ()
    ) -> None:
        """
        `line` is the line on which the first wrong byte stands.

        `words` are some as they would read in Windows-1252; none where that cannot be it.
        """
        super().__init__(f"{what} {cure}")
        self.words = words
        self.what = what
        self.line = line
        self.cure = cure


def decode_text(content: bytes) -> str:
    r"""
    The whole file as text, with LF line ends and without a byte order mark.

    >>> decode_text(b"caf\xc3\xa9\r\n")
    'café\n'
    """
    return "".join(decode_chunks([content]))


def foreign_words(text: str) -> tuple[str, ...]:
    """
    The first few words with a letter beyond ASCII, by which a person can tell an encoding.

    >>> foreign_words("Ana Ruíz, Jörg Müller")
    ('Ruíz', 'Jörg', 'Müller')
    """
    found = dict.fromkeys(match[0] for match in _FOREIGN_WORD.finditer(text))
    return tuple(found)[:WORDS_SHOWN]


def decode_chunks(chunks: Iterable[bytes], encoding: str = "") -> Iterator[str]:
    """
    The same for a file that arrives in pieces; memory holds one piece at a time.

    `encoding` is what a person said it is, where there is no byte order mark.
    """
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _MARK_BYTES_MAX:
            break
    marked, mark_bytes = _encoding_of(head)
    encoding = encoding if encoding and not mark_bytes else marked
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    # Translates CRLF and lone CR to LF, also where a pair is cut by the end of a piece.
    lines = io.IncrementalNewlineDecoder(decoder, translate=True)
    offset, line = mark_bytes, 1
    for piece in chain((head[mark_bytes:],), filter(None, pieces), (b"",)):
        try:
            text = lines.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise _fault(error, encoding, offset + len(piece), line) from error
        except UnicodeError as error:  # some encodings know no bytes: UTF-16 without its mark
            what = f"The file is not {encoding.upper()}: {error}."
            raise EncodingError(what, line, "Name another encoding, or none for UTF-8.") from error
        offset, line = offset + len(piece), line + text.count("\n")
        yield text


def _encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that the byte order mark names, and the mark's length; UTF-8 without one."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if not encoding:
                raise EncodingError("The file is written in UTF-32.", 1)
            return encoding, len(mark)
    return "utf-8", 0


def _fault(error: UnicodeDecodeError, encoding: str, read_bytes: int, line: int) -> EncodingError:
    """
    The first wrong byte, by line and offset.

    `error.object` holds what the decoder had kept back and the last piece, so that it ends where
    `read_bytes` bytes of the file were read.
    """
    good = error.object[: error.start].decode(encoding, "replace")
    at_line = line + len(good.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    offset = read_bytes - len(error.object) + error.start
    byte = error.object[error.start]
    name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    what = f"Byte {offset} of the file (0x{byte:02X}) is not {name}."
    words: tuple[str, ...] = ()
    if encoding == "utf-8":
        what += " The file seems to be saved in an older encoding, such as Windows-1252."
        words = _as_windows(error.object) if good.isascii() else ()
    return EncodingError(what, at_line, words=words)


def _as_windows(piece: bytes) -> tuple[str, ...]:
    """Words of a piece as Windows-1252; none where it holds UTF-8 as well, or what that has not."""
    if _UTF8_LETTER.search(piece):
        return ()
    try:
        return foreign_words(piece.decode("cp1252"))
    except UnicodeDecodeError:
        return ()
