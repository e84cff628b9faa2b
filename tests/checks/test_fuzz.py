import random
from pathlib import Path

import pytest

from lifecycle import checks

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ROUNDS = 20_000


@pytest.mark.slow
@pytest.mark.parametrize("name", ["logs.csv", "golden.jsonl"])
def test_no_damage_to_a_file_breaks_the_check(name):
    """Bytes cut, swapped, doubled and thrown in, 20,000 seeded times: always a report, never an exception."""
    luck = random.Random(name)
    lines = (EXAMPLES / name).read_bytes().splitlines(keepends=True)
    for _ in range(ROUNDS):
        content = bytearray(b"".join(luck.sample(lines, 3)))
        for _ in range(luck.randint(1, 6)):
            at = luck.randrange(len(content))
            content[at : at + luck.randint(0, 4)] = luck.randbytes(luck.randint(0, 4))
        report = checks.check(bytes(content), filename=name)
        assert report.valid == (report.errors == 0)
