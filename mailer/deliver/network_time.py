"""
How far this machine's clock is from a time server's, by one SNTP question (RFC 4330). Edge.

Promises: one packet, one answer, a few seconds. Never: sets a clock; believes a server that itself
says that it is not synchronised.
Fails with: OSError where no answer comes, ValueError where it is none.
"""

import socket
import struct
import threading
import time

PORT = 123
PATIENCE_S = 3.0
_CLIENT = 0x23
"""Version 4, mode 3."""
_SERVER_MODE = 4
_PACKET_BYTES = 48
_UNIX_IN_1900_S = 2_208_988_800
_UNSYNCHRONISED = 3
_STRATUM_MAX = 15


def clock_offset_s(host: str, port: int = PORT) -> float:
    """Seconds to add to this machine's clock to have the server's."""
    sent_at = time.time()
    question = struct.pack("!B39xII", _CLIENT, *_stamp(sent_at))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(PATIENCE_S)
        asking.connect((host, port))
        asking.send(question)
        try:
            answer = asking.recv(1024)
        except TimeoutError as error:
            raise _silent(PATIENCE_S) from error
    came_at = time.time()
    if len(answer) < _PACKET_BYTES or answer[24:32] != question[40:48]:
        raise ValueError("its answer is not one to our question")
    if answer[0] & 7 != _SERVER_MODE or not 0 < answer[1] <= _STRATUM_MAX:
        raise ValueError("it refuses to tell the time")
    if answer[0] >> 6 == _UNSYNCHRONISED:
        raise ValueError("it is not synchronised itself")
    heard_at, answered_at = _seconds(answer, 32), _seconds(answer, 40)
    return ((heard_at - sent_at) + (answered_at - came_at)) / 2


def ask_in_time(host: str, port: int, patience_s: float) -> float:
    """As `clock_offset_s`, but never longer than this: looking a name up has no bound of its own."""
    heard: list[float | Exception] = []

    def ask() -> None:
        try:
            heard.append(clock_offset_s(host, port))
        except (OSError, ValueError) as error:
            heard.append(error)

    asking = threading.Thread(target=ask, name="network time", daemon=True)
    asking.start()
    asking.join(patience_s)
    if not heard:
        raise _silent(patience_s)
    if isinstance(heard[0], Exception):
        raise heard[0]
    return heard[0]


def _silent(patience_s: float) -> TimeoutError:
    """One sentence, whichever of the two bounds is met first."""
    return TimeoutError(f"no answer in {patience_s:g} s")


def _stamp(at: float) -> tuple[int, int]:
    whole = int(at)
    return (whole + _UNIX_IN_1900_S) % 2**32, int((at - whole) * 2**32)


def _seconds(packet: bytes, place: int) -> float:
    whole, part = struct.unpack_from("!II", packet, place)
    if whole < 2**31:
        whole += 2**32  # after 2036-02-07 (RFC 4330 section 3)
    return float(whole - _UNIX_IN_1900_S + part / 2**32)
