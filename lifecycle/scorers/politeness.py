"""How much of a Japanese answer is in the polite form (です・ます), or in the plain one (だ・である)."""

import re
from typing import Literal

from lifecycle import text
from lifecycle.scorers.scorer import Answered, Scorer

ASIDE = re.compile(r"[「『（(【\[《][^「『（(【\[《」』）)】\]》]{0,500}[」』）)】\]》]")
"""What is quoted or put in brackets says nothing about the sentence around it."""
HIRAGANA = re.compile(r"[ぁ-ゖ]")
POLITE = re.compile(
    r"""
    (?: です | ます | ません | でした | ました | でしょう | ましょう | ください | 下さい | ませ | なさい )
    (?: か | かね | が | ね | よ | よね | けど | けれど | けれども | ので | から | し | わ | な )? \Z
    """,
    re.VERBOSE,
)
INTERJECTIONS = frozenset({"はい", "いいえ", "かしこまりました", "承知しました"})
PLAIN = re.compile(
    r"""
    (?: だ | である | だった | った | る | ない | かな | じゃん
      | [るたいだ] (?: よ | ね | よね | な | わ | ぞ | ぜ ) ) \Z
    """,
    re.VERBOSE,
)
MARKS = "。．！？!?…"
TAIL = 40
"""No ending is longer."""


class Politeness(Scorer):
    """The share of the Japanese sentences that end in the form that is set, 0..1.

    A sentence counts if it holds hiragana and ends with a mark (。！？), or without one in a predicate:
    headings, items of a list, names and English are no sentences here. An answer without any such
    sentence, such as one in English, is not scored. Quotations and brackets are left out.
    """

    name = "politeness"

    form: Literal["polite", "plain"] = "polite"

    def score(self, given: Answered) -> float | None:
        """Look at the end of each sentence."""
        polite = forms(given.answer)
        if not polite:
            return None
        share = sum(polite) / len(polite)
        return share if self.form == "polite" else 1 - share


def forms(content: str) -> list[bool]:
    """Tell of each sentence that counts whether it is polite, in order."""
    found = []
    for sentence in text.sentences(ASIDE.sub("", content)):
        written = sentence.rstrip()
        last = ending(written)
        if HIRAGANA.search(last):
            is_polite = last in INTERJECTIONS or bool(POLITE.search(last))
            if is_polite or written.endswith(tuple(MARKS)) or PLAIN.search(last):
                found.append(is_polite)
    return found


def ending(sentence: str) -> str:
    """Give the last characters of a sentence, less marks, emoji and drawn-out vowels."""
    end = len(sentence)
    while end and (not sentence[end - 1].isalnum() or sentence[end - 1] == "ー"):
        end -= 1
    return sentence[max(0, end - TAIL) : end]
