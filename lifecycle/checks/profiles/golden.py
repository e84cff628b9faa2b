"""Our golden sets: cases that versions are evaluated on."""

from lifecycle.checks.profiles.profile import COMMON_WARNINGS, Profile
from lifecycle.checks.rules import golden

GOLDEN = Profile(
    name="golden",
    keys=golden.KEYS,
    rules=golden.RULES,
    across=(golden.ids_differ,),
    exchange=golden.exchange,
    texts=golden.texts,
    columns=golden.COLUMNS,
    from_cells=golden.from_cells,
    warnings=COMMON_WARNINGS | {"golden.question.missing", "golden.expected.key"},
)
