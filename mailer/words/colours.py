"""
Colours: whether a text can be read on what is behind it (WCAG 2.2, 1.4.3), and the nearest that can.

Promises: `readable_on` changes a colour only where it must, and no further than it must, keeping its
hue; the same colours give the same answer.
"""

import colorsys

CONTRAST_MIN = 4.5
"""For text of any size (WCAG 2.2, level AA)."""
_STEPS = 100
_LINEAR_BELOW = 0.04045
_SHORT = 4


def contrast(one: str, other: str) -> float:
    """
    The contrast of two colours, 1 to 21, whichever is the darker.

    >>> round(contrast("#000", "#ffffff"), 2)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str, *grounds: str) -> str:
    """
    The colour itself where it can be read on every ground, else the nearest shade that can.

    Darker on light grounds, lighter on dark ones; black or white where no shade is enough.

    >>> readable_on("#1a4d80", "#ffffff"), readable_on("#ffcc00", "#ffffff")
    ('#1a4d80', '#8f7200')
    """
    if all(contrast(colour, ground) >= CONTRAST_MIN for ground in grounds):
        return colour
    towards = 0.0 if all(_luminance(ground) > 0.18 for ground in grounds) else 1.0  # noqa: PLR2004 - mid grey
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(1, _STEPS + 1):
        shade = lightness + (towards - lightness) * step / _STEPS
        shown = _written(colorsys.hls_to_rgb(hue, shade, saturation))
        if all(contrast(shown, ground) >= CONTRAST_MIN for ground in grounds):
            return shown
    return "#ffffff" if towards else "#000000"


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(colour) == _SHORT:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
