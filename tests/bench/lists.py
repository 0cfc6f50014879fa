"""The `lists` section of `make bench`: a long CSV list, and a spreadsheet, read and deduplicated."""

import io
import resource
import time
from collections.abc import Iterator

import openpyxl

from mailer.read.lists.media_list import MediaListReader, read_media_list

ROWS = 1_000_000
SHEET_ROWS = 20_000
HEAD = ("email", "first_name", "last_name", "outlet", "role", "beat", "language", "phone", "tags")


def _cells(number: int) -> tuple[str, ...]:
    return (
        f"reporter{number}@news{number % 5000}.example.org", f"Name{number}", "Sample",
        f"Outlet {number % 700}", "Reporter", "politics", "en", f"+44 20 7946 {number % 10000:04d}",
        "city; night",
    )  # fmt: skip


def _pieces(rows: int) -> Iterator[bytes]:
    yield (",".join(HEAD) + "\r\n").encode()
    for begin in range(0, rows, 1000):
        lines = (",".join(_cells(number)) for number in range(begin, begin + 1000))
        yield ("\r\n".join(lines) + "\r\n").encode()


def _timed(what: str, media_list: MediaListReader, made_s: float) -> None:
    cpu = time.process_time()
    for _ in media_list:
        pass
    used = time.process_time() - cpu - made_s
    tally = media_list.tally
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what:<44} {tally.kept / used:>9,.0f}/s {used / tally.read * 1e6:>9.1f} µs CPU; "
        f"{used:.1f} s, peak {peak:,.0f} MB"
    )


def main(rows: int = ROWS) -> None:
    """Print two lines: CSV and XLSX."""
    cpu = time.process_time()
    for _ in _pieces(rows):
        pass
    made_s = time.process_time() - cpu
    media_list = read_media_list(_pieces(rows), name="press", file="press.csv")
    _timed(f"lists: {rows:,} rows of CSV", media_list, made_s)
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Press")
    sheet.append(HEAD)
    for number in range(SHEET_ROWS):
        sheet.append(_cells(number))
    target = io.BytesIO()
    workbook.save(target)
    cpu = time.process_time()
    media_list = read_media_list([target.getvalue()], name="press", file="press.xlsx")
    _timed(f"lists: {SHEET_ROWS:,} rows of XLSX", media_list, cpu - time.process_time())


if __name__ == "__main__":
    main()
