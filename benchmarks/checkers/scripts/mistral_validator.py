"""The validator of mistral-common in its mode for fine-tuning, row by row: mistral-finetune is no package.

Reading lines and turning rows into its messages is ours, as little as it takes.
"""

import json
from pathlib import Path

from judging import Verdict, judge
from mistral_common.protocol.instruct.messages import (
    FinetuningAssistantMessage,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode

KINDS = {
    "system": SystemMessage,
    "user": UserMessage,
    "assistant": FinetuningAssistantMessage,
    "tool": ToolMessage,
}


def check(path: Path) -> Verdict:
    """Validate row by row, up to the first that is refused."""
    validator = MistralRequestValidatorV3(ValidationMode.finetuning)
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [(number, line) for number, line in enumerate(lines, start=1) if number < len(lines) or line]
    for number, line in rows:
        try:
            row = json.loads(line)
            if isinstance(row.get("text"), str):  # a row of plain text has no messages
                continue
            messages = [KINDS[message["role"]](**message) for message in row["messages"]]
            validator.validate_messages(messages)
        except Exception:  # noqa: BLE001 (its exceptions are its findings)
            return False, number
    return bool(rows), None


judge(check)
