"""Together's `check_file`, in the client of whatever version is installed."""

import os
from pathlib import Path

from judging import Verdict, judge

os.environ["TOGETHER_DISABLE_TQDM"] = "true"

try:
    from together.lib.utils import check_file
except ImportError:
    from together.utils import check_file


def check(path: Path) -> Verdict:
    """Ask the client about a file; it tells the line at which it stopped."""
    told = check_file(path)
    return bool(told["is_check_passed"]), told.get("line_number")


judge(check)
