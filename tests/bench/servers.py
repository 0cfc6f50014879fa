"""The servers that the bench sends to: smtp-sink, a faster one of our own, and a line of long delay."""

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme
from mta import SINK, free_port, wait_for_port

_HERE = Path(__file__).parent


@contextmanager
def _running(arguments: list[str], port: int) -> Iterator[int]:
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Debian's, which keeps nothing."""
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with _running([SINK, *as_nobody, "-c", f"127.0.0.1:{port}", "1000"], port):
        yield port


@contextmanager
def fast_sink(folder: Path) -> Iterator[int | None]:
    """Our own, in C; None where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        yield None
        return
    program = folder / "sink"
    subprocess.run([compiler, "-O2", "-o", str(program), str(_HERE / "sink.c")], check=True)
    port = free_port()
    with _running([str(program), str(port)], port):
        yield port


@contextmanager
def delayed(port: int, round_trip_s: float) -> Iterator[int]:
    """A port that leads to `port`, every octet `round_trip_s` / 2 later."""
    with _proxy(port, round_trip_s / 2, "") as here:
        yield here


@contextmanager
def behind_tls(port: int, folder: Path, certificate: trustme.LeafCert) -> Iterator[int]:
    """A port that speaks TLS, and passes what it says on to `port`."""
    chain = folder / "server.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(chain))
    with _proxy(port, 0, str(chain)) as here:
        yield here


@contextmanager
def _proxy(port: int, delay_s: float, chain: str) -> Iterator[int]:
    """In a process of its own, so that its work is not counted as ours."""
    here = free_port()
    fresh = multiprocessing.get_context("spawn")
    proxy = fresh.Process(target=_run_proxy, args=(here, port, delay_s, chain), daemon=True)
    proxy.start()
    try:
        wait_for_port(here)
        yield here
    finally:
        proxy.terminate()
        proxy.join(10)


def _run_proxy(here: int, port: int, delay_s: float, chain: str) -> None:
    context = None
    if chain:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(256 * 1024):
            if delay_s:
                loop.call_later(delay_s, writer.write, data)
            else:
                writer.write(data)
        loop.call_later(delay_s, writer.close)

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            there = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    async def serve() -> None:
        server = await asyncio.start_server(joined, "127.0.0.1", here, ssl=context)
        await server.serve_forever()

    asyncio.run(serve())
