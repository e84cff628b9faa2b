"""Text in, text out: one normal form, sentences, n-grams and readable differences.

Works for Japanese and English alike: no word boundaries are assumed where a script has none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, cast

Operation = Literal["equal", "delete", "insert", "replace"]
Difference = Literal["nfkc", "width", "case", "space", "punctuation"]
"""What two texts may differ in and still be the same.

`width` is full or half width (`５`, `ｱ`); `nfkc` that and the other compatibility forms (`㍿`, `①`).
`space` is how much of it there is, and in Japanese, which has none between words, any (`30 日`).
"""

USUAL: tuple[Difference, ...] = ("nfkc", "case", "space")

SENTENCE = re.compile(
    r"""
    .*?                             # as little as possible, up to
    (?: [。！？!?]+ [」』）)”"']* \s*   # a Japanese end (or ! ?), its closing brackets, the space after
      | (?<!\.) \.++ [)”"']* (?: \s+ | \Z )  # an English full stop, unless inside 3.5 or kanmon.py
      | \n \s*                      # a new line
      | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
JAPANESE = r"\u3001-\u3098\u309d-\u30ff\u3400-\u9fff\uff00-\uffef"
TOKEN = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]+|\s+|.", re.DOTALL)
GAP = re.compile(f"(?<=[{JAPANESE}]) | (?=[{JAPANESE}])")

WIDTHS = {
    code: int(usual, 16)
    for code in (0x3000, *range(0xFF00, 0xFFF0))
    for form, _, usual in [unicodedata.decomposition(chr(code)).partition(" ")]
    if form in {"<wide>", "<narrow>"}
}
"""Full- and half-width characters → the usual ones, one for one, so that places stay the same."""

ALIKE = 0.3
"""Below this share of common text two passages are shown whole: a finer diff would be confetti."""
MAX_COMPARISONS = 4_000_000
"""Above this product of token counts passages are shown whole: difflib's worst case is quadratic."""
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""What Unicode calls letters or symbols and nobody sees: the Hangul fillers and Braille without a dot."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a cell must not begin with, or a spreadsheet takes it for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage of a difference: `before` is empty in an insertion, `after` in a deletion."""

    op: Operation
    before: str
    after: str


def normalise(text: str, ignoring: Collection[Difference] = USUAL) -> str:
    """Give the form in which texts are compared: equal for texts that differ in nothing else.

    As a rule NFKC, casefolded, white space folded and trimmed, that beside Japanese characters left
    out. Punctuation inside a number (`3.5`) and the minus before one stay. Applied twice it changes
    nothing more.
    """
    form: Literal["NFC", "NFKC"] = "NFKC" if "nfkc" in ignoring else "NFC"
    if "width" in ignoring:
        text = same_width(text)
    text = unicodedata.normalize(form, text)
    if "punctuation" in ignoring:
        text = "".join(c for at, c in enumerate(text) if not is_pause(text, at))
    if "case" in ignoring:
        text = text.casefold()
    text = unicodedata.normalize(form, text)
    return GAP.sub("", " ".join(text.split())) if "space" in ignoring else text


def same_width(text: str) -> str:
    """Write full-width letters and digits and half-width kana in their usual width, place by place."""
    return text.translate(WIDTHS)


def storable(text: str) -> str:
    """Replace what no database takes: halves of surrogate pairs and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def folded(name: str) -> str:
    """Give what a name is in any spelling: upper and lower case and width make it no other one."""
    return unicodedata.normalize("NFKC", name.casefold())


def visible(text: str) -> int:
    """Count the characters of a text that can be seen; spaces and marks on a letter are none."""
    return sum(map(is_visible, text))


def is_visible(character: str) -> bool:
    """Whether a character can be seen, also alone: a letter, a number, punctuation or a symbol."""
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANKS


def without_password(text: str) -> str:
    """Take user and password out of the addresses in a text."""
    return re.sub(r"(?<=://)[^/?#\s]*@", "", text)


def harmless(cell: str) -> str:
    """Keep a spreadsheet from reading the text of a cell as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def is_pause(text: str, at: int) -> bool:
    """Whether a punctuation mark stands at a place, and no part of a number: `3.5`, `1,980`, `-5`."""
    mark = text[at]
    if not (unicodedata.category(mark).startswith("P") or mark in "~−"):
        return False
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return not (after.isdigit() and (before.isdigit() or mark in "-−"))


def sentences(text: str) -> list[str]:
    """Cut a text into sentences, in order; joined they give the text again.

    A sentence keeps its end mark, closing brackets and the white space after it; a line end ends a
    sentence too. An empty text has none.
    """
    return [found for found in SENTENCE.findall(text) if found]


def character_ngrams(text: str, n: int) -> Counter[str]:
    """Count the runs of `n` characters of a text as it is; a shorter text has none."""
    return Counter(text[at : at + n] for at in range(len(text) - n + 1))


def diff(before: str, after: str) -> tuple[Piece, ...]:
    """Tell two texts apart, by sentence first, inside changed sentences by word or character.

    Total: joining every `before` gives the one text, every `after` the other. Neighbours never have
    the same operation.
    """
    pieces: list[Piece] = []
    for piece in compared(sentences(before), sentences(after)):
        for part in refined(piece) if piece.op == "replace" else (piece,):
            if pieces and pieces[-1].op == part.op:
                pieces.append(joined(pieces.pop(), part))
            else:
                pieces.append(part)
    return tuple(pieces)


def hunks(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Keep of a difference only the lines that differ, those that follow each other together.

    Every piece that is not equal stands in exactly one hunk, in order; without any there are none.
    """
    found: list[tuple[Piece, ...]] = []
    hunk: list[Piece] = []
    lead = ""
    for piece in pieces:
        if piece.op != "equal":
            hunk += [*equal(lead), piece]
            lead = ""
            continue
        is_whole = not hunk or (hunk[-1].after or hunk[-1].before).endswith("\n")
        head = "" if is_whole else piece.before[: piece.before.find("\n") + 1] or piece.before
        _, line_end, tail = piece.before[len(head) :].rpartition("\n")
        if hunk and not line_end:
            hunk += equal(piece.before)
        else:
            found += [(*hunk, *equal(head))] if hunk else []
            hunk, lead = [], tail
    return (*found, tuple(hunk)) if hunk else tuple(found)


def line_hunks(before: str, after: str, *, around: int = 6) -> tuple[tuple[Piece, ...], ...]:
    """Keep of two texts the lines that differ, whole, and so many around them, as a patch does.

    Texts that are the same have no hunk.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    hunks = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(around)
    return tuple(
        tuple(
            Piece(op=cast(Operation, op), before="".join(old[b:c]), after="".join(new[d:e]))
            for op, b, c, d, e in hunk
        )
        for hunk in hunks
    )


def equal(text: str) -> tuple[Piece, ...]:
    """Make the piece of a passage that stayed; an empty one is none."""
    return (Piece(op="equal", before=text, after=text),) if text else ()


def joined(first: Piece, second: Piece) -> Piece:
    """Make one piece of two neighbours with the same operation."""
    return Piece(op=first.op, before=first.before + second.before, after=first.after + second.after)


def refined(piece: Piece) -> Sequence[Piece]:
    """Cut a replaced passage finer, unless its two sides have too little in common."""
    before, after = TOKEN.findall(piece.before), TOKEN.findall(piece.after)
    if len(before) * len(after) > MAX_COMPARISONS:
        return (piece,)
    finer = tuple(compared(before, after))
    common = sum(len(part.before) for part in finer if part.op == "equal")
    alike = 2 * common / (len(piece.before) + len(piece.after))
    return finer if alike >= ALIKE else (piece,)


def compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Give the pieces in which two sequences of strings agree and differ."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for op, b0, b1, a0, a1 in matcher.get_opcodes():
        yield Piece(op=op, before="".join(before[b0:b1]), after="".join(after[a0:a1]))
