"""The house colours as text: always readable, and never changed more than that needs."""

import colorsys

from hypothesis import given
from hypothesis import strategies as st

from mailer.render.view import DARK_GROUNDS, LIGHT_GROUNDS
from mailer.words.colours import CONTRAST_MIN, contrast, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHORT = st.integers(0, 0xFFF).map(lambda number: f"#{number:03x}")


def hue(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0]


@given(COLOURS | SHORT)
def test_any_colour_gives_a_readable_text(colour: str) -> None:
    """On the light and on the dark page, every colour has a shade with a contrast of 4.5 or more."""
    for grounds in (LIGHT_GROUNDS, DARK_GROUNDS):
        shade = readable_on(colour, *grounds)
        assert all(contrast(shade, ground) >= CONTRAST_MIN for ground in grounds)


@given(COLOURS)
def test_a_readable_colour_stays_itself(colour: str) -> None:
    """What can be read already is not touched, and doing it twice changes nothing more."""
    shade = readable_on(colour, *LIGHT_GROUNDS)

    assert readable_on(shade, *LIGHT_GROUNDS) == shade
    if min(contrast(colour, ground) for ground in LIGHT_GROUNDS) >= CONTRAST_MIN:
        assert shade == colour


def test_the_shade_is_the_nearest_and_keeps_its_hue() -> None:
    """A pale yellow becomes ochre, not black: just past the line, of the same hue."""
    shade = readable_on("#ffd400", *LIGHT_GROUNDS)

    assert abs(hue(shade) - hue("#ffd400")) < 0.01
    assert CONTRAST_MIN <= min(contrast(shade, ground) for ground in LIGHT_GROUNDS) < 5.0


def test_contrast_is_that_of_wcag() -> None:
    """Known pairs of the standard's own formula."""
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#fff", "#000"), 1) == 21.0
    assert contrast("#123456", "#123456") == 1.0
