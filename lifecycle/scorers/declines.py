"""Whether the answer says "I cannot tell" where it should, and only there."""

from lifecycle.scorers.scorer import Answered, PassFail, Phrase, Reason, normal

PHRASES = (
    "お答えできません",
    "お答えすることができません",
    "お答えいたしかねます",
    "回答できません",
    "回答いたしかねます",
    "ご案内できません",
    "ご案内いたしかねます",
    "わかりかねます",
    "分かりかねます",
    "わかりません",
    "分かりません",
    "情報がありません",
    "情報がございません",
    "i don't know",
    "i do not know",
    "i can't answer",
    "i cannot answer",
    "i can't help with",
    "i cannot help with",
    "i'm not able to",
    "i am not able to",
    "i'm unable to",
    "i am unable to",
    "don't have information",
    "do not have information",
    "don't have that information",
    "do not have that information",
)


class Declines(PassFail):
    """1 if the answer declines exactly when the case says it should, else 0.

    An answer declines when it holds one of `phrases`; refusing the customer's wish by the shop's
    rules (`返品はお受けできません`) is an answer and must not be among them.
    """

    name = "declines"
    version = 2

    phrases: tuple[Phrase, ...] = PHRASES

    def reason(self, given: Answered) -> Reason | None:
        """Compare what the answer does with what it should do."""
        answer = typed(given.normal)
        does = any(typed(normal(phrase)) in answer for phrase in self.phrases)
        if does == given.case.decline:
            return None
        return Reason("failure.declined" if does else "failure.answered", {})


def typed(content: str) -> str:
    """Write the typographic apostrophe as the typed one."""
    return content.replace("’", "'")
