"""Small servers on UDP, on loopback: any by its answers, and one that tells the time."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

SINCE_1900 = 2_208_988_800


@contextmanager
def udp_server(answer) -> Iterator[int]:
    """A server on loopback that answers each packet by `answer(packet)`; b"": not at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    packet, peer = server.recvfrom(2048)
                except TimeoutError:
                    continue
                if reply := answer(packet):
                    server.sendto(reply, peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


def a_time(ahead_s: float, leap: int = 0):
    """A time server whose clock is ahead of ours."""

    def answer(packet: bytes) -> bytes:
        now = time.time() + ahead_s
        stamp = struct.pack("!II", int(now) + SINCE_1900, int((now % 1) * 2**32))
        return (
            struct.pack("!BBBb12x", leap << 6 | 0x24, 2, 0, -20)
            + bytes(8)
            + packet[40:48]
            + stamp * 2
        )

    return answer
