import subprocess
import sys

import pytest

ALONE = """
import importlib, pkgutil, sys
class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {closed!r}:
            raise ImportError(name)
sys.meta_path.insert(0, Closed())
import lifecycle
for module in pkgutil.walk_packages(lifecycle.__path__, "lifecycle."):
    skipped = ("lifecycle.__main__", "lifecycle.ledger.migrations", *{skip!r})
    if not module.name.startswith(skipped):
        importlib.import_module(module.name)
"""


@pytest.mark.parametrize(
    ("closed", "skip"),
    [
        (("streamlit", "plotly", "console"), ("-",)),
        (("mlflow", "pandas"), ("lifecycle.store",)),
    ],
)
def test_the_house_stands_without(closed, skip):
    """Without a screen; and, but for its one door, without MLflow."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE.format(closed=closed, skip=skip)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
