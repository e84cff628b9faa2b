"""The open endpoints of a process: one chat, and so one gate, for all that ask the same one."""

import asyncio
import os

from lifecycle import chat
from lifecycle.chat import Chat
from lifecycle.records import Endpoint

REFUSALS = 20
"""So many failed calls in a row stop an evaluation."""
DOUBTS = 5
"""After so many failed calls in a row one is tried only once: the endpoint is down, patience helps nobody."""


class Chats:
    """Opens each endpoint once."""

    def __init__(self) -> None:
        self.open: dict[Endpoint, Chat] = {}
        self.turn = asyncio.Lock()

    async def at(self, endpoint: Endpoint) -> Chat:
        """Give the chat of an endpoint, opened at first.

        Raises:
            ConfigError, Unavailable: as `chat.open_chat`.
        """
        async with self.turn:
            if endpoint not in self.open:
                self.open[endpoint] = await asyncio.to_thread(chat.open_chat, endpoint, os.environ)
        return self.open[endpoint]

    async def close(self) -> None:
        """Close them all."""
        for each in self.open.values():
            await each.close()
