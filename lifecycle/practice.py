"""The practice model: an offline stand-in for an LLM, which it is not and does not claim to be.

It knows nothing. It quotes from the messages that it was given: it ranks their sentences by
character n-grams against the last user message, answers with those that fit, and says that it does
not know when none fits. So a prompt that carries the shop's rules really does better than one that
does not, and the same messages always get the same answer. It obeys no instructions.

The ranking is the cosine of tf-idf vectors over character n-grams (Manning, Raghavan and Schütze
2008, chapter 6; McNamee and Mayfield 2004), the idf taken from the sentences themselves.

A real HTTP server speaks the part of OpenAI's protocol that chat clients need. It runs in a child
process on loopback and is gone when its parent is gone.
"""

import json
import math
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from lifecycle import text
from lifecycle.errors import Unavailable
from lifecycle.records import Block

MODEL = "practice-1"
NGRAMS = {"en": (2, 3), "ja": (1, 2)}
"""How long the n-grams of a language are: a kanji says about as much as two or three letters."""
THRESHOLD = 0.2
"""The least similarity, 0..1, at which a sentence is taken for an answer."""
NEAR = 0.7
"""A second sentence is quoted too when it comes this near to the best one, as a share of it."""
SENTENCES = 2
UNKNOWN = {
    "en": "I am sorry, I do not know. I have no information about that.",
    "ja": "申し訳ございません。その件についてご案内できる情報がありません。",
}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
PUNCTUATION = re.compile(r"\W+")
BULLET = re.compile(r"^(?:[-*•・]|\d+[.)])\s*")
HEADING = re.compile(r"^#|[:：]$")


def answer(messages: Sequence[Block]) -> tuple[str, int, int]:
    """Answer the last user message from the text of all the others.

    Args:
        messages: in the order of the conversation, at least one of them the user's.

    Returns:
        The answer and the tokens in and out as `count_tokens` counts them.
    """
    last = max(i for i, message in enumerate(messages) if message.role == "user")
    known = "\n".join(message.text for i, message in enumerate(messages) if i != last)
    found = profile(known, language_of(messages[last].text)).best(messages[last].text)
    said = "\n".join(found) if found else UNKNOWN[language_of(messages[last].text)]
    return said, sum(count_tokens(message.text) for message in messages), count_tokens(said)


@lru_cache(maxsize=64)
def profile(known: str, language: str) -> "Profile":
    """Prepare the sentences of a text that can be quoted in a language.

    These are the sentences and bullets in that language, or all when there are none; a heading is
    no sentence. Every question to one prompt shares the work.
    """
    lines = (line.strip() for line in text.sentences(known))
    sentences = list(dict.fromkeys(BULLET.sub("", line) for line in lines if not HEADING.search(line)))
    return Profile([line for line in sentences if language_of(line) == language] or sentences)


def count_tokens(content: str) -> int:
    """Estimate the size of a text: one token for a Japanese character, one for four others."""
    japanese = len(JAPANESE.findall(content))
    return japanese + math.ceil((len(content) - japanese) / 4)


def language_of(content: str) -> Literal["en", "ja"]:
    """Tell the language of a text: Japanese as soon as it holds kana or kanji."""
    return "ja" if JAPANESE.search(content) else "en"


def grams(content: str) -> Counter[str]:
    """Count the character n-grams of a text, punctuation made a space."""
    words = f" {PUNCTUATION.sub(' ', text.normalise(content))} "
    return sum((text.character_ngrams(words, n) for n in NGRAMS[language_of(content)]), Counter())


class Profile:
    """The sentences of one language with the weight of each of their n-grams."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = sentences
        counts = [grams(sentence) for sentence in sentences]
        found_in = Counter(gram for counted in counts for gram in counted)
        self.rarity = {gram: math.log((1 + len(counts)) / n) for gram, n in found_in.items()}
        self.index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, counted in enumerate(counts):
            for gram, weight in self.weigh(counted).items():
                self.index[gram].append((place, weight))

    def weigh(self, counted: Counter[str]) -> dict[str, float]:
        """Give each n-gram that some sentence holds its tf-idf weight, the vector scaled to length 1."""
        weights = {
            gram: (1 + math.log(n)) * self.rarity[gram] for gram, n in counted.items() if gram in self.rarity
        }
        length = math.hypot(*weights.values()) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}

    def best(self, question: str) -> list[str]:
        """Give the sentences that fit a question, the best first; none below the threshold."""
        similarity: defaultdict[int, float] = defaultdict(float)
        for gram, weight in self.weigh(grams(question)).items():
            for place, other in self.index.get(gram, ()):
                similarity[place] += weight * other
        ranked = sorted(similarity.items(), key=lambda item: (-item[1], item[0]))[:SENTENCES]
        least = max(THRESHOLD, NEAR * ranked[0][1]) if ranked else THRESHOLD
        return [self.sentences[place] for place, score in ranked if score >= least]


class Part(BaseModel):
    """A piece of a message; only text can be read."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One message of a request, its content plain or in parts."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Part]

    def to_block(self) -> Block:
        """Join the parts."""
        if isinstance(self.content, str):
            return Block(role=self.role, text=self.content)
        return Block(role=self.role, text="\n".join(part.text for part in self.content))


class StreamOptions(BaseModel):
    """What a streamed answer carries besides its text."""

    include_usage: bool = False


class Completion(BaseModel):
    """A request for an answer; temperature and the like change nothing here and are ignored."""

    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()


async def complete(request: Request) -> Response:
    """Serve `POST /v1/chat/completions`."""
    try:
        asked = Completion.model_validate_json(await request.body())
    except ValidationError as err:
        fault = err.errors(include_url=False)[0]
        return refusal(400, fault["msg"], param=".".join(map(str, fault["loc"])) or None)
    if asked.model != MODEL:
        return refusal(
            404, f"The model `{asked.model}` does not exist.", param="model", code="model_not_found"
        )
    if all(message.role != "user" for message in asked.messages):
        return refusal(400, "At least one message must have the role `user`.", param="messages")
    said, tokens_in, tokens_out = answer([message.to_block() for message in asked.messages])
    head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": MODEL}
    usage = {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }
    if asked.stream:
        events = stream(head, said, usage if asked.stream_options.include_usage else None)
        return StreamingResponse(events, media_type="text/event-stream")
    choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
    return JSONResponse({**head, "object": "chat.completion", "choices": [choice], "usage": usage})


async def stream(head: dict[str, Any], said: str, usage: dict[str, int] | None) -> AsyncIterator[str]:
    """Send an answer as server-sent events, a line of it at a time; the usage comes last if wanted."""

    def event(choices: list[dict[str, Any]], **more: Any) -> str:
        chunk = {**head, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    yield event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    for line in said.splitlines(keepends=True):
        yield event([{"index": 0, "delta": {"content": line}, "finish_reason": None}])
    yield event([{"index": 0, "delta": {}, "finish_reason": "stop"}])
    if usage is not None:
        yield event([], usage=usage)
    yield "data: [DONE]\n\n"


async def list_models(request: Request) -> Response:
    """Serve `GET /v1/models`."""
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "kanmon"}
    return JSONResponse({"object": "list", "data": [model]})


def refusal(status: int, message: str, *, param: str | None = None, code: str | None = None) -> JSONResponse:
    """Say no in OpenAI's error format."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return JSONResponse({"error": error}, status_code=status)


app = Starlette(
    routes=[
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/models", list_models, methods=["GET"]),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running practice model: `base_url` is what a chat client is pointed at."""

    base_url: str
    process: "subprocess.Popen[str]"

    def close(self) -> None:
        """Stop it and wait until it has gone; a second time does nothing."""
        try:
            self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


def start() -> Server:
    """Start the practice model in a child process on a free port of loopback.

    It stops when its standard input closes, which happens when this process goes, however it goes.

    Raises:
        Unavailable: the child ended before it could serve.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    port = process.stdout.readline().strip() if process.stdout else ""
    if not port:
        process.communicate()
        raise Unavailable("practice.no_start", exit_code=process.returncode)
    return Server(base_url=f"http://127.0.0.1:{port}/v1", process=process)


def main() -> None:
    """Serve until standard input closes; the port is the first line on standard output."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="off",
        timeout_keep_alive=75,  # longer than clients keep a connection, so that they close it, not we
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)

    def wait_for_parent() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        server.should_exit = True

    threading.Thread(target=wait_for_parent, daemon=True).start()
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
