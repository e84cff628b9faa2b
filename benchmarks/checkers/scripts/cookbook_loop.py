"""The format checks of OpenAI's cookbook ("Data preparation and analysis for chat model fine-tuning").

The notebook is no package; this does what its loop does: it loads every line, counts faults by name, and
names no line.
"""

import json
from collections import Counter
from pathlib import Path

from judging import Verdict, judge

ROLES = ("system", "user", "assistant", "function")
KEYS = {"role", "content", "name", "function_call", "weight"}


def check(path: Path) -> Verdict:
    """Load all lines, and count what is wrong with them."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    faults: Counter[str] = Counter()
    for row in rows:
        if not isinstance(row, dict):
            faults["data_type"] += 1
            continue
        messages = row.get("messages", None)
        if not messages:
            faults["missing_messages_list"] += 1
            continue
        for message in messages:
            faults["message_missing_key"] += "role" not in message or "content" not in message
            faults["message_unrecognized_key"] += any(key not in KEYS for key in message)
            faults["unrecognized_role"] += message.get("role", None) not in ROLES
            content = message.get("content", None)
            lacks = not content and not message.get("function_call", None)
            faults["missing_content"] += lacks or not isinstance(content, str)
        faults["example_missing_assistant_message"] += not any(
            message.get("role", None) == "assistant" for message in messages
        )
    return not faults.total(), None


judge(check)
