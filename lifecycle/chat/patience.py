"""How long a call is tried again."""

from dataclasses import dataclass

from lifecycle.errors import LifecycleError

NOBODY_THERE = frozenset({"chat.no_connection", "chat.not_json"})
"""What an address says at which no endpoint answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call is tried again, in seconds.

    Neither waiting for one's turn counts, nor what the endpoint asked for by `Retry-After`.
    """

    deadline_s: float = 60.0
    """No attempt starts when more than this was spent on attempts and the pauses after them."""
    refused_s: float = 10.0
    """The same while nothing answers at all: a server that is down is told of soon."""
    longest_ask_s: float = 120.0
    """An endpoint that asks to be left alone for longer is not waited for; many count by the minute."""
    first_pause_s: float = 0.5
    longest_pause_s: float = 20.0

    def limit_s(self, error: LifecycleError) -> float:
        """Tell how much may be spent before another attempt starts."""
        return min(self.refused_s, self.deadline_s) if error.code in NOBODY_THERE else self.deadline_s

    def pause_s(self, failures: int, retry_after_s: float, luck: float) -> float:
        """Tell how long to wait after so many failures (from 1).

        Doubles with each failure, shrunk by `luck` (0..1) to as little as half, so that calls that
        failed together do not come back together. What the endpoint asked for is added.
        """
        grown: float = self.first_pause_s * 2 ** min(failures - 1, 20)
        return retry_after_s + min(grown, self.longest_pause_s) * (0.5 + luck / 2)


USUAL = Patience()
