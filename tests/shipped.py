"""The shipped templates, read once for the tests."""

from mailer.read.samples import sample_folder

TEMPLATES = {
    path.relative_to(sample_folder("templates")).as_posix(): path.read_text("utf-8")
    for path in sample_folder("templates").rglob("*")
    if path.suffix in {".j2", ".css"}
}
