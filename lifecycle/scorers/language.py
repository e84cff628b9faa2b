"""Whether the answer is in the language it should be in (see `languages`)."""

from typing import Literal

from lifecycle.languages import Language, languages
from lifecycle.messages import say
from lifecycle.records import Case
from lifecycle.scorers.scorer import Answered, PassFail, Reason


class InLanguage(PassFail):
    """1 if the answer is in the language of the question, or in the one that is set, else 0.

    A case to be declined counts too. An answer without letters (`1,980`) is in no language, and not scored.
    """

    name = "language"
    needs = "inputs.question"

    language: Literal["same", "ja", "en", "zh", "ko"] = "same"

    def applies(self, case: Case) -> bool:
        """A language is set, or the question is in one."""
        return self.language != "same" or bool(languages(case.question))

    def score(self, given: Answered) -> float | None:
        """Give no score for an answer without letters."""
        return super().score(given) if languages(given.answer) else None

    def reason(self, given: Answered) -> Reason | None:
        """Compare the languages that the answer may be in with those that it should be in."""
        wanted = languages(given.case.question) if self.language == "same" else frozenset({self.language})
        found = languages(given.answer)
        if found & wanted:
            return None
        return Reason(
            "failure.language",
            {
                **{"expected": named(wanted, "en"), "found": named(found, "en")},
                **{"expected_ja": named(wanted, "ja"), "found_ja": named(found, "ja")},
            },
        )


def named(found: frozenset[Language], language: Literal["en", "ja"]) -> str:
    """Name languages, in alphabetical order of their codes."""
    return " / ".join(say(f"language.{each}", language) for each in sorted(found))
