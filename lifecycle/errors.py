"""Every way an action can fail to go on.

    LifecycleError
      ConfigError   settings are missing or disagree            exit 2
      NotFound      no such dataset, prompt, version            exit 3
      Invalid       this input cannot be used                   exit 4
      Conflict      it changed since you looked                 exit 5
      Refused       not allowed: closed gate, missing approval  exit 6
      Unavailable   store, model or engine did not answer       exit 7

An expected "no" (a verdict, a finding, a failed case) is a value and never one of these.
"""

from typing import Any, ClassVar

from lifecycle import messages
from lifecycle.messages import Language


class LifecycleError(Exception):
    """A failure with a code of the catalogue and its parameters.

    `str()` gives the English message and hint on two lines; `say` and `hint` give either language.
    Parameters are plain JSON values, so that the error can be stored, sent and rendered later.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        return "\n".join(filter(None, (self.say(), self.hint())))

    def say(self, language: Language = "en") -> str:
        """Tell what happened."""
        return messages.say(self.code, language, **self.params)

    def hint(self, language: Language = "en") -> str:
        """Tell what to do next; may be empty."""
        return messages.hint(self.code, language, **self.params)

    def to_document(self) -> dict[str, Any]:
        """Give the JSON form that `--json` prints: code, params, message, message_ja, hint, hint_ja."""
        return messages.to_document(self.code, self.params)


class ConfigError(LifecycleError):
    """Settings are missing or disagree."""

    exit_code = 2


class NotFound(LifecycleError):
    """There is no such dataset, prompt, version, request."""

    exit_code = 3


class Invalid(LifecycleError):
    """This input cannot be used."""

    exit_code = 4


class Conflict(LifecycleError):
    """The thing changed since the caller looked at it."""

    exit_code = 5


class Refused(LifecycleError):
    """The action is not allowed: a role, a closed gate, a missing approval."""

    exit_code = 6


class Unavailable(LifecycleError):
    """Store, ledger, model or engine did not answer."""

    exit_code = 7
