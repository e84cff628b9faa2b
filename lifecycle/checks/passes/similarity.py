"""How alike two texts are: the share of their runs of three characters that they have in common.

    similarity(A, B) = 2 |A ∩ B| / (|A| + |B|), 0..1

A and B are the sets of three characters that follow each other in the normal form of each text (see
`text.normalise`); a shorter text is its own only run. It is Dice's coefficient (Dice 1945), used on runs of
characters by Adamson and Boreham 1974, and needs no word boundaries. From 0.9 on two texts are near.
All arithmetic is in whole numbers, so that no text falls off the threshold by rounding.
"""

from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

N = 3
NEAR = 9
"""From so many tenths on two texts are near."""


def grams(plain: str) -> set[str]:
    """Give the runs of three characters of a text in its normal form."""
    return {plain[at : at + N] for at in range(max(1, len(plain) - N + 1))}


def similarity(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Tell how alike two texts are by their runs, 0..1."""
    return 2 * len(one & other) / (len(one) + len(other))


def are_near(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Whether two texts are near, by their runs."""
    return 20 * len(one & other) >= NEAR * (len(one) + len(other))


def shared_if_near(sizes: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """Tell how many runs a text of `size` runs shares at least with each near one of so many `sizes`."""
    needed: NDArray[np.intp] = -(-NEAR * (sizes + size) // 20)
    return needed


def least_shared(size: int) -> int:
    """Tell how many of its `size` runs a text shares at least with any that is near to it.

    From 20 s ≥ 9 (a + b) and b ≥ s follows s ≥ 9 a / 11.
    """
    return -(-NEAR * size // (20 - NEAR))
