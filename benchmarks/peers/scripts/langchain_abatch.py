"""LangChain: one batch of a chat model, scored afterwards."""

import asyncio

import work
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI

model = ChatOpenAI(model=work.MODEL, base_url=work.URL, api_key="none")
answers = asyncio.run(
    model.abatch(
        [case.question for case in work.CASES],
        config={"max_concurrency": work.AT_ONCE},
        return_exceptions=True,
    )
)
work.finish(
    sum(
        isinstance(answer, AIMessage) and work.all_good(case, answer.text)
        for case, answer in zip(work.CASES, answers, strict=True)
    )
)
