"""
A host with or without its port, as people write it: `time.example`, `127.0.0.1:123`.

Pure. Fails with: ValueError, a sentence, where it is none.
"""

_PORT_MAX = 65535


def host_and_port(given: str, port: int) -> tuple[str, int]:
    """
    The host, and its port or `port`; an IPv6 address stands without a port.

    >>> host_and_port("time.example", 123), host_and_port("127.0.0.1:7", 123)
    (('time.example', 123), ('127.0.0.1', 7))
    """
    if any(char.isspace() for char in given) or (given[:1] == ":" and given.count(":") == 1):
        raise ValueError(f'"{given}" names no host.')
    host, colon, number = given.rpartition(":")
    if not colon or given.count(":") > 1:
        return given, port
    if not (number.isascii() and number.isdigit()) or not 0 < int(number) <= _PORT_MAX:
        raise ValueError(f'"{number}" is no port.')
    return host, int(number)
