"""What an evaluation may still spend: a call goes ahead only when it is expected to fit.

Estimates are rough, so they are corrected by what calls did cost. Before the first one is paid for, it
goes alone: nobody knows yet how wrong the estimates are.
"""

import asyncio
import math

LOOK_S = 0.05
ROUNDING = 1e-9
"""Sums of the same prices in another order differ by so great a share at most."""


class Budget:
    """The money of one evaluation, in US dollars; calls that cost nothing pass."""

    def __init__(self, limit_usd: float | None) -> None:
        self.limit_usd = math.inf if limit_usd is None else limit_usd * (1 + ROUNDING)
        self.spent_usd = 0.0
        self.under_way: list[float] = []
        """What was estimated for each call under way."""
        self.estimated_usd = self.paid_usd = 0.0
        """Of the calls that were paid for since this budget was made."""

    async def take(self, price_usd: float) -> bool:
        """Set aside what a call is estimated to cost, once it fits; false if it does not fit at all."""
        while not self.fits(price_usd):
            if not self.under_way:
                return False
            await asyncio.sleep(LOOK_S)
        if price_usd:
            self.under_way.append(price_usd)
        return True

    def fits(self, price_usd: float) -> bool:
        """Whether one more call is expected to fit beside those under way."""
        if not price_usd or self.limit_usd == math.inf:
            return True
        if not self.estimated_usd:
            return not self.under_way and self.spent_usd + price_usd <= self.limit_usd
        dearer = self.paid_usd / self.estimated_usd
        return self.spent_usd + dearer * (sum(self.under_way) + price_usd) <= self.limit_usd

    def give_back(self, price_usd: float) -> None:
        """Give back what was set aside for a call that ended."""
        if price_usd:
            self.under_way.remove(price_usd)

    def pay(self, price_usd: float, paid_usd: float) -> None:
        """Note what a call cost that was estimated to cost so much."""
        self.spent_usd += paid_usd
        if price_usd:
            self.estimated_usd += price_usd
            self.paid_usd += paid_usd
