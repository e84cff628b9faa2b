"""The colours of the console, light and dark: each has a meaning and one name.

Charts need them as values, so they stand here; `style.css` and `.streamlit/config.toml` say the same,
and a test keeps the three together.
"""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "review", "unsure", "quiet", "primary"]
"""What a colour says: improved or ready, regressed or on hold, people to decide, cannot tell, neither."""

ICONS: dict[Tone, str] = {
    "good": "▲",
    "bad": "▼",
    "review": "◆",
    "unsure": "…",
    "quiet": "■",
    "primary": "●",
}
"""The sign that goes with each tone, so that nothing is told by colour alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One theme's colours, `#RRGGBB`."""

    paper: str
    card: str
    line: str
    ink: str
    muted: str
    primary: str
    baseline: str
    candidate: str
    good: str
    bad: str
    review: str
    unsure: str
    quiet: str
    categories: tuple[str, ...]
    """For things without an order, such as runs; Streamlit wants ten."""

    def of(self, tone: Tone) -> str:
        """Give the colour of a tone."""
        return str(getattr(self, tone))


LIGHT = Palette(
    paper="#FBFAF7",
    card="#FFFFFF",
    line="#E4E0D8",
    ink="#1F2328",
    muted="#5F6770",
    primary="#165E83",
    baseline="#6B7C93",
    candidate="#165E83",
    good="#2A7F62",
    bad="#C2410C",
    review="#6D4AA2",
    unsure="#9A6B00",
    quiet="#5F6770",
    categories=(
        "#165E83",
        "#E69F00",
        "#009E73",
        "#CC79A7",
        "#56B4E9",
        "#D55E00",
        "#7A6C5D",
        "#4B4E8C",
        "#9A8C00",
        "#8C8C8C",
    ),
)

DARK = Palette(
    paper="#14181C",
    card="#1B2026",
    line="#2C333B",
    ink="#E8EAED",
    muted="#9AA4AE",
    primary="#6CB2D6",
    baseline="#93A4BA",
    candidate="#6CB2D6",
    good="#5CBF99",
    bad="#F08A5D",
    review="#B79BE0",
    unsure="#D9A93B",
    quiet="#9AA4AE",
    categories=(
        "#3B8DBB",
        "#E69F00",
        "#009E73",
        "#CC79A7",
        "#8FD0F5",
        "#D55E00",
        "#A39483",
        "#8B8ED6",
        "#B5A800",
        "#A6A6A6",
    ),
)
