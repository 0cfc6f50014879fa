"""
Quoted-printable in pieces, and header texts, both written by us as bytes.

A static piece is encoded once and a recipient's value is encoded alone; every piece that another
follows is closed by a soft line break (RFC 2045 6.7 rule 5), so that each begins at column 0 and no
piece needs to know its neighbours. A `.` or `From ` at a line's beginning is always encoded: no
dot-stuffing is ever needed and no mailbox file mistakes it for a separator.

Promises: encoded lines of at most 76 characters, encoded words of at most 75 (RFC 2047 section 2),
header lines of at most 78 where their words allow it.
"""

import base64
import re
from collections.abc import Iterator

_LINE_MAX = 75
"""Characters of an encoded line before the `=` of a soft break."""
_SAFE = frozenset(range(33, 127)) - {ord("=")} | {ord(" "), ord("\t")}
_TABLE = {byte: chr(byte) if byte in _SAFE else f"={byte:02X}" for byte in range(256)}
_WORD_BYTES_MAX = 45
"""45 bytes are 60 characters of base64: with `=?utf-8?B?…?=` an encoded word of 72."""
_PLAIN_WORD_MAX = 60
_BASE64_LINE = 57
"""Bytes that become a line of 76."""
_BASE64_BLOCK = _BASE64_LINE * 840
_QUOTED_MAX = 400


def encode_body(text: str, *, last: bool) -> bytes:
    """
    One piece of a body, LF or CRLF between lines, as quoted-printable.

    `last`: nothing follows in this body; otherwise the piece ends in a soft line break.
    """
    if not text and not last:
        return b""
    if not last and _stands_as_it_is(text):
        return text.encode("ascii") + b"=\r\n"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    encoded = [
        _encode_line(line, ends_here=number < len(lines) - 1 or last)
        for number, line in enumerate(lines)
    ]
    body = "\r\n".join(encoded)
    if not last and lines[-1]:
        body += "=\r\n"
    return body.encode("ascii")


def _encode_line(line: str, *, ends_here: bool) -> str:
    """One line, broken softly. `ends_here`: a hard line end follows, so no blank may stand last."""
    if _stands_as_it_is(line):
        return line
    whole = line.encode("utf-8").decode("latin-1").translate(_TABLE)
    if ends_here and whole.endswith((" ", "\t")):
        whole = f"{whole[:-1]}={ord(whole[-1]):02X}"
    rows, place = [], 0
    while place < len(whole):
        begin = ""
        if whole.startswith((".", "From ", "From=20"), place):
            begin = f"={ord(whole[place]):02X}"
            place += 1
        end = _between_codes(whole, place + _LINE_MAX - len(begin))
        rows.append(begin + whole[place:end])
        place = end
    return "=\r\n".join(rows)


def _between_codes(encoded: str, place: int) -> int:
    """The place, or the next one before it that is not within three characters of one octet."""
    if place >= len(encoded):
        return len(encoded)
    equals_sign = encoded.rfind("=", place - 2, place)
    return place if equals_sign < 0 else equals_sign


def _stands_as_it_is(line: str) -> bool:
    """Most lines need no encoding; this costs a tenth of finding out letter by letter."""
    return (
        len(line) <= _LINE_MAX
        and line.isascii()
        and line.isprintable()
        and "=" not in line
        and not line.startswith((".", "From "))
        and not line.endswith(" ")
    )


def encode_base64(content: bytes) -> Iterator[bytes]:
    """An attachment's bytes in lines of 76, a block of lines at a time: at once takes five times it."""
    for begin in range(0, len(content), _BASE64_BLOCK):
        block = content[begin : begin + _BASE64_BLOCK]
        yield base64.encodebytes(block).replace(b"\n", b"\r\n")


def base64_size(size: int) -> int:
    """
    How many octets `encode_base64` makes of so many bytes: 4 of 3, and CRLF after each line.

    >>> [base64_size(size) for size in (0, 1, 57, 58)]
    [0, 6, 78, 84]
    """
    return (size + 2) // 3 * 4 + (size + _BASE64_LINE - 1) // _BASE64_LINE * 2


def encode_text(text: str, used: int) -> bytes:
    """
    The value of an unstructured header (RFC 5322 2.2.1), folded; `used`: columns before it.

    Plain ASCII stays as it is; anything else becomes encoded words (RFC 2047), and so does text that
    looks like one, so that a reader always gets exactly what was written.
    """
    words = text.split(" ")
    plain = (
        text.isascii()
        and text.isprintable()
        and "=?" not in text
        and text.strip() == text
        and "  " not in text
        and all(len(word) < _PLAIN_WORD_MAX for word in words)
    )
    return _folded(words, used) if plain else _encoded_words(text, used)


def _folded(words: list[str], used: int) -> bytes:
    folded, column = words[0], used + len(words[0])
    for word in words[1:]:
        if column + 1 + len(word) > _LINE_MAX:
            folded, column = f"{folded}\r\n {word}", 1 + len(word)
        else:
            folded, column = f"{folded} {word}", column + 1 + len(word)
    return folded.encode("ascii")


def _encoded_words(text: str, used: int) -> bytes:
    words, chunk = [], b""
    room = min(_WORD_BYTES_MAX, max(6, (_LINE_MAX - used - 12) // 4 * 3))
    for char in text:
        octets = char.encode("utf-8")
        if len(chunk) + len(octets) > room:
            words.append(chunk)
            chunk, room = b"", _WORD_BYTES_MAX
        chunk += octets
    words.append(chunk)
    return b"\r\n ".join(b"=?utf-8?B?" + base64.b64encode(word) + b"?=" for word in words)


_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def encode_mailbox(name: str, address: str, used: int) -> bytes:
    """`"Ana Ruiz" <ana@example.org>` as header bytes (RFC 5322 3.4), the name never an address."""
    wire = address.encode("utf-8")
    if not name:
        return wire
    if name.isascii() and name.isprintable() and "=?" not in name and len(name) < _QUOTED_MAX:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = (name if _ATOMS.fullmatch(name) else f'"{escaped}"').encode("ascii")
    else:
        shown = _encoded_words(name, used)
    gap = b" " if used + len(shown) + len(wire) + 3 <= _LINE_MAX else b"\r\n "
    return shown + gap + b"<" + wire + b">"
