"""Counts tokens: exactly where the package `bpe-openai` is installed, which brings its vocabulary, or nearly.

Both speak of `o200k_base`, the encoding of GPT-4o and later models. The estimate adds up what a character
costs in its script, fitted to Japanese and English texts. Over 630 questions and answers of a shop it comes
to 0.1 % (Japanese) and 2 % (English) less than there are; 95 of 100 single texts are off by less than 26 %
and 18 %. Older encodings (`cl100k_base`) need half as much again for Japanese. For other languages nothing
was measured.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifecycle.text import storable

ENCODING = "o200k_base"
MARGIN = 0.25
"""How far the estimate of a file may be off, as a share; said wherever it is shown."""
COSTS = {
    "mark": 0.8,
    "space": 0.0,
    "letter": 0.035,
    "digit": 0.35,
    "kana": 0.55,
    "kanji": 0.82,
    "hangul": 0.6,
}
WORD = 0.9
"""What a word of Latin letters costs, besides its letters."""
SCRIPTS = (
    ("space", "\t", "\r"),
    ("space", " ", " "),
    ("digit", "0", "9"),
    ("letter", "A", "Z"),
    ("letter", "a", "z"),
    ("letter", "\u00c0", "\u024f"),
    ("kana", "\u3041", "\u30ff"),
    ("kanji", "\u3400", "\u9fff"),
    ("hangul", "\uac00", "\ud7a3"),
)
COST_OF = np.full(0x10000, COSTS["mark"])
IS_LETTER = np.zeros(0x10000, bool)
for script, first, last in SCRIPTS:
    COST_OF[ord(first) : ord(last) + 1] = COSTS[script]
    IS_LETTER[ord(first) : ord(last) + 1] = script == "letter"
COST_OF[0] = 0.0


def is_exact() -> bool:
    """Whether tokens are counted, not estimated."""
    return tokenizer() is not None


def count(texts: Sequence[str]) -> NDArray[np.float64]:
    """Give how many tokens each text has, nearly if `is_exact` does not hold; an empty one has none."""
    encode = tokenizer()
    if encode is None:
        return estimate(texts)
    return np.array([len(tokens) for tokens in encode([*map(storable, texts)])], np.float64)


@cache
def tokenizer() -> Callable[[list[str]], list[Any]] | None:
    """Find what turns texts into tokens, None if it is not installed."""
    try:
        import bpe_openai
    except ImportError:
        return None
    encode: Callable[[list[str]], list[Any]] = bpe_openai.get_encoding(ENCODING).encode_ordinary_batch
    return encode


def estimate(texts: Sequence[str]) -> NDArray[np.float64]:
    """Estimate how many tokens each text has, from its scripts alone."""
    joined = "".join(f"{text}\0" for text in texts)
    points = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    is_letter = IS_LETTER[points]
    is_word = is_letter & ~np.concatenate([[False], is_letter[:-1]])
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    costs = np.concatenate([[0.0], np.cumsum(COST_OF[points] + WORD * is_word)])
    return np.diff(costs[ends], prepend=0.0)
