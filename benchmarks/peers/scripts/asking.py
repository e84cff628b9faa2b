"""Asks through the OpenAI SDK, for tools that leave the asking to their user."""

import work
from openai import AsyncOpenAI

client = AsyncOpenAI(base_url=work.URL, api_key="none")


async def ask(question: str) -> str:
    """Ask one question with the SDK's own timeout and retries."""
    answer = await client.chat.completions.create(model=work.MODEL, messages=work.messages(question))
    return answer.choices[0].message.content
