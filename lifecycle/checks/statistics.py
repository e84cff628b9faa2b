"""What is in a file, in numbers: rows, messages, mean lengths and the share of each tag."""

from collections import Counter, defaultdict
from typing import Any

from lifecycle.checks.profiles import Profile
from lifecycle.checks.rows import Stretch

MAX_TAG_VALUES = 20


class Statistics:
    """Adds up over the rows of one file; rows that could not be read do not count."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.rows = 0
        self.texts: Counter[str] = Counter()
        self.characters: Counter[str] = Counter()
        self.tags: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, value: Any) -> None:
        """Count one row."""
        self.rows += 1
        if not isinstance(value, dict):
            return
        for name, text in self.profile.texts(value):
            self.texts[name] += 1
            self.characters[name] += len(text)
        tags = value.get("tags")
        for name, given in (tags if isinstance(tags, dict) else {}).items():
            if isinstance(given, str):
                self.tags[name][given] += 1

    def take(self, stretch: Stretch) -> None:
        """Count the rows of a stretch."""
        self.rows += stretch.rows
        for shape, rows in stretch.shapes.items():
            for role in shape:
                self.texts[role] += rows
        self.characters.update(stretch.characters)

    def join(self, later: "Statistics") -> None:
        """Count what another part of the file told."""
        self.rows += later.rows
        self.texts.update(later.texts)
        self.characters.update(later.characters)
        for name, values in later.tags.items():
            self.tags[name] += values

    def to_document(self) -> dict[str, Any]:
        """Give `rows`, `messages`, `mean_characters` (by role or field) and `tags`.

        `tags` maps a tag to the share of all rows (0..1) that have each of its values, the 20 most
        frequent, the largest first.
        """
        return {
            "rows": self.rows,
            "messages": self.texts.total(),
            "mean_characters": {name: self.characters[name] / n for name, n in self.texts.items()},
            "tags": {
                name: {value: n / self.rows for value, n in values.most_common(MAX_TAG_VALUES)}
                for name, values in self.tags.items()
            },
        }
