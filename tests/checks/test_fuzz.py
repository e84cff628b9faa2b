import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lifecycle import checks
from tests.checks.corpus import corpus

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
ROUNDS = 20_000
FUZZ_S = int(os.environ.get("KANMON_FUZZ_S", "600"))
LONGEST = 2_000
"""Files of the corpus above so many bytes teach the fuzzer nothing but to be slow."""


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


@pytest.mark.slow
def test_bytes_that_are_led_by_what_the_checker_does_break_nothing_in_it(tmp_path):
    names = sorted(checks.PROFILES)
    (tmp_path / "seeds").mkdir()
    for number, example in enumerate(corpus()):
        if len(example.content) <= LONGEST:
            seed = bytes([names.index(example.profile)]) + example.content
            (tmp_path / "seeds" / f"{number:04}").write_bytes(seed)
    line = [sys.executable, "-m", "tests.checks.fuzzing", f"-max_total_time={FUZZ_S}", f"-max_len={LONGEST}"]
    crash = tmp_path / "crash-"
    done = subprocess.run(
        [*line, f"-artifact_prefix={crash}", str(tmp_path / "seeds")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
