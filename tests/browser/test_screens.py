"""
Golden images of every shipped template: both languages, light and dark, at 375 and 640 pixels.

`make screens` takes them anew into tests/golden/screens; look at them before you commit them. They
are kept in 32 colours and compared with a tolerance, as two machines never draw letters quite alike.
"""

import base64
import io
import os
import re
from pathlib import Path

import pytest
from pages import sample_pages
from PIL import Image, ImageChops, ImageDraw

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOLDER = Path(__file__).resolve().parents[1] / "golden" / "screens"
NAMES = (
    "full", "spanish", "arabic", "statement", "statement-es", "advisory", "advisory-es",
    "advisory-ar", "correction", "correction-es", "withdrawal", "withdrawal-es", "hold", "hold-es",
)  # fmt: skip
LOOKS = [(width, scheme) for width in (375, 640) for scheme in ("light", "dark")]
COLOURS = 32
SHADE_MAX = 64
"""How far a pixel's grey may be off before it counts: the edges of letters are, a shifted line is not."""
SHARE_MAX = 0.015
"""The share of such pixels; a line of text moved by its own height makes more."""


def drawn(width: int, height: int, *, logo: bool) -> str:
    """A picture as a data: URL, drawn here, so that the page looks as it does with its files."""
    image = Image.new("RGB", (width, height), "#9db8c9")
    pen = ImageDraw.Draw(image)
    if logo:
        image.paste("#f5f2ec", (0, 0, width, height))
        pen.ellipse((0, 0, height, height), fill="#1a4d80")
        pen.rectangle((height + 10, height // 3, width, 2 * height // 3), fill="#1a4d80")
    else:
        pen.rectangle((0, height * 2 // 3, width, height), fill="#4f7690")
        pen.polygon([(0, height), (width, height), (width, height * 3 // 4)], fill="#6d665c")
    written = io.BytesIO()
    image.save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def with_pictures(html: str) -> str:
    """The page with pictures where it asks for those inside the message."""
    logo, photo = drawn(180, 48, logo=True), drawn(560, 315, logo=False)
    return re.sub(
        r"cid:([a-z]+)\d*@mailer\.invalid",
        lambda match: logo if match[1] == "logo" else photo,
        html,
    )


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ; 1 where the pages are of different height."""
    if one.width != other.width or abs(one.height - other.height) > 4:
        return 1.0
    size = (one.width, min(one.height, other.height))
    greys = [each.convert("L").crop((0, 0, *size)) for each in (one, other)]
    difference = ImageChops.difference(*greys)
    return sum(difference.histogram()[SHADE_MAX:]) / (size[0] * size[1])


@pytest.fixture(scope="session")
def shown(chromium: object) -> dict[str, Image.Image]:
    """Name of a golden image → what the page looks like now."""
    pages = sample_pages()
    images = {}
    for width, scheme in LOOKS:
        context = chromium.new_context(
            viewport={"width": width, "height": 700}, color_scheme=scheme, offline=True
        )
        page = context.new_page()
        for name in NAMES:
            page.set_content(with_pictures(pages[name].html))
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            images[f"{name}-{width}-{scheme}"] = picture
        context.close()
    return images


@pytest.mark.parametrize(
    "name", [f"{name}-{width}-{scheme}" for name in NAMES for width, scheme in LOOKS]
)
def test_the_page_looks_as_agreed(shown: dict[str, Image.Image], name: str) -> None:
    """Each template in each look is what somebody looked at and kept."""
    golden = FOLDER / f"{name}.png"
    if os.environ.get("MAILER_UPDATE_SCREENS"):
        FOLDER.mkdir(exist_ok=True)
        shown[name].quantize(COLOURS, dither=Image.Dither.NONE).save(golden, optimize=True)

    assert unlike(shown[name], Image.open(golden).convert("RGB")) < SHARE_MAX


def test_a_change_would_be_seen(shown: dict[str, Image.Image]) -> None:
    """A page moved by ten pixels, in the other scheme, or a little longer is not taken for the same."""
    light, dark = shown["statement-640-light"], shown["statement-640-dark"]

    assert unlike(light, ImageChops.offset(light, 0, 10)) > SHARE_MAX
    assert unlike(light, dark) > SHARE_MAX
    assert unlike(light, light.crop((0, 0, light.width, light.height - 30))) > SHARE_MAX


def test_the_images_stay_small() -> None:
    """All golden images together have less than 3 MB, and none is left of a page that is gone."""
    kept = {path.stem for path in FOLDER.glob("*.png")}

    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 3_000_000
    assert kept == {f"{name}-{width}-{scheme}" for name in NAMES for width, scheme in LOOKS}
