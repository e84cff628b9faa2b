"""Tells the language of a text by the scripts it is written in.

No model is asked: kana are Japanese, hangul is Korean, and Latin letters count as English, because a
script does not tell English from French. Kanji without kana may be Japanese or Chinese; characters that
the Japanese encoding does not have decide for Chinese, and so does a text too long to do without kana.
"""

import re
from typing import Literal

Language = Literal["ja", "en", "zh", "ko", "other"]

ASIDE = re.compile(r"https?://\S{1,2000} | [\w.+-]{1,64}@[\w.-]{1,255} | `[^`\n]{1,2000}`", re.VERBOSE)
"""What stands in any language as it is: addresses and code."""
LETTER = re.compile(r"[^\W\d_]")
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff6f\uff71-\uff9d]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")

EAST = 0.2
"""The share of letters from which on a text is Japanese, Chinese or Korean: each of theirs says as much as
some Latin ones, and their texts are full of Latin names."""
BEGINNING = 10_000
"""So many characters tell the language of any text."""
LITTLE_KANA = 0.1
"""Up to this share of kana the kanji decide: Chinese brands like a の."""
LONG = 12
"""So many kanji are hardly ever written in Japanese without kana."""


def languages(content: str) -> frozenset[Language]:
    """Give the languages that a text may be in, by its beginning; none if that has no letters."""
    rest = ASIDE.sub(" ", content[:BEGINNING])
    kana, han, hangul, latin, letters = (
        len(script.findall(rest)) for script in (KANA, HAN, HANGUL, LATIN, LETTER)
    )
    if not letters:
        return frozenset()
    if kana + han >= EAST * letters:
        return frozenset({"ja"}) if kana > LITTLE_KANA * (kana + han) else of_han("".join(HAN.findall(rest)))
    if hangul >= EAST * letters:
        return frozenset({"ko"})
    return frozenset({"en"}) if 2 * latin >= letters else frozenset({"other"})


def of_han(characters: str) -> frozenset[Language]:
    """Tell Chinese from Japanese where there are only kanji; both if nothing decides."""
    if not has_all("cp932", characters):
        return frozenset({"zh"})
    if not (has_all("gb2312", characters) or has_all("big5", characters)):
        return frozenset({"ja"})
    return frozenset({"zh"}) if len(characters) >= LONG else frozenset({"ja", "zh"})


def has_all(encoding: str, characters: str) -> bool:
    """Whether an encoding has all of these characters."""
    return characters.encode(encoding, "ignore").decode(encoding) == characters
