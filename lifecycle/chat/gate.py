"""How fast an endpoint is asked: one gate for all calls of a process to it.

It begins with a few calls at once. When too many of them are refused with 429 it goes on a little
slower than what got through, then grows: slowly around the rate that went well, quickly elsewhere
(after CUBIC: Ha, Rhee and Xu 2008). A few refusals are put up with: some endpoints refuse at random,
and no slowness helps there.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

FEWEST = 32
"""So many calls at once to begin with, or a quarter of all, and one more after each answer."""
WINDOW_S = 1.0
"""How far back answers are counted to tell how fast it went while the rate held nothing back; the time in
which it kept quiet because it was asked to is not counted."""
LAST, FEW, SHARE = 32, 4, 0.15
"""Of the last so many calls, so many refusals and so great a share are too many."""
CUT = 0.85
"""How fast it goes on, as a share of what got through."""
BELOW, BEYOND = 0.95, 1.15
"""Between these shares of the rate that went well it grows slowly."""
QUICK, SLOW = 0.4, 0.02
"""How much each answer adds to the rate, in calls a second: 40 % or 2 % a second."""
SLOWEST, PROBE = 0.1, 0.5
"""Calls a second below which nothing is cut: an endpoint that wants less says so by Retry-After. It is
the second one while most calls are answered, or none: a dead endpoint is to be found out soon."""


class Gate:
    """Lets calls through: so many at once, so many a minute, and slower when they are refused."""

    def __init__(
        self,
        concurrency: int,
        *,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        first = min(concurrency, max(FEWEST, concurrency // 4))
        self.free = asyncio.Semaphore(first)
        self.closed = concurrency - first
        """Places that are not open yet."""
        self.most = requests_per_minute / 60 if requests_per_minute else math.inf
        self.tokens_per_s = tokens_per_minute / 60 if tokens_per_minute else math.inf
        self.now = now
        self.rate = self.most
        """Calls a second; infinite until the endpoint says that it is too fast."""
        self.went_at = math.inf
        """The rate that got through when it was last cut."""
        self.holds_back = False
        """Whether the last call had to wait for the rate: only then the rate says anything."""
        self.next_at = -math.inf
        self.cut_at = -math.inf
        self.quiet_until = -math.inf
        self.quiet_s = 0.0
        """How long it keeps quiet because the endpoint asked for it, all such times together."""
        self.answered: deque[float] = deque()
        self.refused: deque[bool] = deque(maxlen=LAST)
        """Of the last calls that entered since the cut."""

    @property
    def counts_tokens(self) -> bool:
        """Whether it matters how many tokens a call has."""
        return self.tokens_per_s < math.inf

    async def enter(self, tokens: int = 0) -> float:
        """Wait for one's turn; gives the moment it came. Every `enter` has its `leave`."""
        await self.free.acquire()
        waited = False
        try:
            while (wait_s := self.next_at - self.now()) > 0:
                waited = True
                await asyncio.sleep(wait_s)
        except BaseException:
            self.free.release()
            raise
        now = self.now()
        self.holds_back = waited and self.rate < math.inf
        self.next_at = now + max(1 / self.rate, tokens / self.tokens_per_s)
        return now

    def leave(self) -> None:
        """Make room for the next call."""
        self.free.release()

    def busy_s(self) -> float:
        """Tell the time without what the endpoint asked for: keeping quiet is not being slow."""
        now = self.now()
        return now - self.quiet_s + max(0.0, self.quiet_until - now)

    def keep_quiet(self, seconds: float) -> None:
        """Let nobody through for so long from now."""
        until = self.now() + seconds
        self.quiet_s += max(0.0, until - max(self.now(), self.quiet_until))
        self.quiet_until = max(self.quiet_until, until)
        self.next_at = max(self.next_at, until)

    def went_well(self, more_tokens: int = 0) -> None:
        """Note an answer, and how many tokens it took beyond those it entered with: the rate grows."""
        self.answered.append(self.busy_s())
        self.refused.append(False)
        self.forget()
        self.next_at += max(0, more_tokens) / self.tokens_per_s
        if self.closed:
            self.closed -= 1
            self.free.release()
        if self.holds_back:
            self.rate = min(self.most, self.grown())

    def grown(self) -> float:
        """Give the rate after one more answer; it at most doubles, and stops short of what went well."""
        careful = BELOW * self.went_at
        if careful <= self.rate < BEYOND * self.went_at:
            return self.rate + SLOW * min(1, self.rate / 2)
        grown = self.rate + min(QUICK, self.rate)
        return min(careful, grown) if self.rate < careful else grown

    def went_too_fast(self, entered_at: float, retry_after_s: float) -> None:
        """Note a 429: wait as long as was asked for, and go on more slowly if there are too many.

        Calls that were let through before the last cut tell nothing new.
        """
        self.keep_quiet(retry_after_s)
        if entered_at < self.cut_at:
            return
        self.refused.append(True)
        if sum(self.refused) >= max(FEW, SHARE * len(self.refused)):
            self.cut()

    def cut(self) -> None:
        """Go on a little slower than what got through."""
        share = sum(self.refused) / len(self.refused)
        self.forget()
        self.went_at = (1 - share) * self.rate if self.holds_back else len(self.answered) / WINDOW_S
        slowest = SLOWEST if 0.5 < share < 1 else PROBE
        self.rate = min(self.rate, max(slowest, CUT * self.went_at))
        self.cut_at = self.now()
        self.next_at = max(self.next_at, self.cut_at + 1 / self.rate)
        self.refused.clear()

    def forget(self) -> None:
        """Drop answers older than the window."""
        while self.answered and self.answered[0] <= self.busy_s() - WINDOW_S:
            self.answered.popleft()
