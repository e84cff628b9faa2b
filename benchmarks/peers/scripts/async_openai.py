"""What people write themselves: the OpenAI SDK behind a semaphore."""

import asyncio

import work
from asking import ask


async def main() -> int:
    """Ask all cases and count the good ones."""
    gate = asyncio.Semaphore(work.AT_ONCE)

    async def judge(case: work.Case) -> bool:
        async with gate:
            answer = await ask(case.question)
        return work.all_good(case, answer)

    done = await asyncio.gather(*map(judge, work.CASES), return_exceptions=True)
    return sum(one is True for one in done)


work.finish(asyncio.run(main()))
