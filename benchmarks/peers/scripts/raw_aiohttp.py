"""The floor: nothing but requests."""

import asyncio

import aiohttp
import work


async def main() -> int:
    """Ask all cases behind one semaphore and count the good ones."""
    gate = asyncio.Semaphore(work.AT_ONCE)

    async def ask(case: work.Case) -> bool:
        body = {"model": work.MODEL, "messages": work.messages(case.question)}
        async with gate, session.post(f"{work.URL}/chat/completions", json=body) as response:
            answer = await response.json()
        return work.all_good(case, answer["choices"][0]["message"]["content"])

    async with aiohttp.ClientSession() as session:
        done = await asyncio.gather(*map(ask, work.CASES), return_exceptions=True)
    return sum(one is True for one in done)


work.finish(asyncio.run(main()))
