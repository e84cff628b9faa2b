"""How close the answer is to the reference, in characters.

Right for Japanese too, where words are not divided by blanks.
"""

from functools import cache
from typing import TYPE_CHECKING

from lifecycle import text
from lifecycle.errors import Invalid
from lifecycle.records import Case
from lifecycle.scorers.scorer import Answered, Scorer

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF

MAX_CHARACTERS = 100_000
"""Of either text; comparing two of this length takes some tenths of a second."""


class Similarity(Scorer):
    """Compares the answer with the reference, 0..1."""

    needs = "expected"

    def applies(self, case: Case) -> bool:
        """A reference was given, and answering is the right thing to do."""
        return bool(case.reference.strip()) and not case.decline

    def score(self, given: Answered) -> float:
        """Compare them; an empty answer is 0.

        Raises:
            Invalid: one of them is longer than `MAX_CHARACTERS`.
        """
        answer, reference = given.answer, given.case.reference
        longest = max(len(answer), len(reference))
        if longest > MAX_CHARACTERS:
            raise Invalid("scorers.too_long", scorer=self.name, characters=longest, limit=MAX_CHARACTERS)
        return self.compare(answer, reference)

    def compare(self, answer: str, reference: str) -> float:
        """Give the similarity of two texts, 0..1; the reference is not blank."""
        raise NotImplementedError


class Chrf(Similarity):
    """The chrF2 of sacrebleu (Popović 2015): F-score over character 1- to 6-grams.

    The texts go in as they are, so the number is the one any other user of sacrebleu gets (there it is
    0..100).
    """

    name = "chrf"

    def compare(self, answer: str, reference: str) -> float:
        """Ask sacrebleu."""
        return float(metric().sentence_score(answer, [reference]).score) / 100


class RougeL(Similarity):
    """ROUGE-L over characters (Lin 2004, with beta 1): F-score of the longest common subsequence.

    2 L / (m + n) for texts of m and n characters, which is one less the normalised insertion and
    deletion distance. Both are normalised (NFKC, case, white space).
    """

    name = "rouge_l"

    def compare(self, answer: str, reference: str) -> float:
        """Reckon it with RapidFuzz, which compares 64 places at once."""
        from rapidfuzz.distance import Indel

        return Indel.normalized_similarity(text.normalise(answer), text.normalise(reference))


@cache
def metric() -> "CHRF":
    """Make sacrebleu's chrF with its own defaults; importing it takes 0.2 s."""
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()
