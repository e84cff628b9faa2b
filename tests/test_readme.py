"""Every command block of the README runs as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.whole
def test_the_road_of_the_readme_can_be_walked(tmp_path):
    for name in ("examples", "policies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    road = "".join(block for block in BLOCKS if "make " not in block)
    assert road.count("kanmon ") > 20
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("KANMON_", "MLFLOW_"))},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", road], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rolled back" in done.stdout


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block.splitlines() if "make " in line])
def test_a_make_command_of_the_readme_exists(line):
    command = line.split("#")[0].replace("make ", "make -n ")
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
