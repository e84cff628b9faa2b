"""The tools that are measured, and how each gets an environment of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.process import Failed, name_of_error
from lifecycle import __version__

SCRIPTS = Path(__file__).parent / "scripts"
SILENCE = {
    "DO_NOT_TRACK": "1",
    "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
    "DEEPEVAL_DISABLE_DOTENV": "1",
    "DEEPEVAL_NO_INSPECT_PROMPT": "1",
    "ERROR_REPORTING": "0",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PROMPTFOO_DISABLE_TELEMETRY": "1",
    "PROMPTFOO_DISABLE_UPDATE": "1",
    "PROMPTFOO_DISABLE_SHARING": "1",
    "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}
"""Nobody is told of these runs: telemetry is off, and what is sent all the same ends at a closed port."""


@dataclass(frozen=True)
class Tool:
    """A tool, the script that gives it the work, and what has to be installed for it."""

    title: str
    script: str
    pip: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    before: str = ""
    """A script that sets the stage first, unmeasured: databases and what must be registered."""

    @property
    def version(self) -> str:
        """The version of the first package, Kanmon's own if there is none."""
        return " ".join((*self.pip, *self.npm)[:1]).replace("==", "@").rpartition("@")[2] or __version__


OPENAI = "openai==3.54.0"
TOOLS: Mapping[str, Tool] = {
    "kanmon": Tool("Kanmon", "kanmon_evaluate.py", before="kanmon_home.py"),
    "aiohttp": Tool("aiohttp alone", "raw_aiohttp.py", ("aiohttp==3.14.5",)),
    "openai": Tool("OpenAI SDK alone", "async_openai.py", (OPENAI,)),
    "langchain": Tool(
        "LangChain abatch", "langchain_abatch.py", ("langchain-openai==1.7.3", "langchain-core==1.7.2")
    ),
    "pydantic-evals": Tool("pydantic-evals", "pydantic_dataset.py", ("pydantic-evals==2.62.0", OPENAI)),
    "langsmith": Tool("LangSmith aevaluate", "langsmith_aevaluate.py", ("langsmith==0.15.0", OPENAI)),
    "deepeval": Tool("DeepEval", "deepeval_iterator.py", ("deepeval==4.3.1", OPENAI)),
    "promptfoo": Tool("promptfoo", "promptfoo_cli.py", npm=("promptfoo@0.123.1", "node@22.23.3")),
    "inspect-ai": Tool("Inspect", "inspect_eval.py", ("inspect-ai==0.3.285", OPENAI)),
    "mlflow": Tool(
        "MLflow genai.evaluate",
        "mlflow_evaluate.py",
        ("mlflow==3.17.2", "openai==3.52.0"),
        before="mlflow_store.py",
    ),
}


def install(tool: Tool, folder: Path) -> Path:
    """Give a tool its folder, with its packages; one that stands already is kept.

    Raises:
        Failed: a package cannot be installed.
    """
    wanted, stamp = "\n".join((*tool.pip, *tool.npm)), folder / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if tool.pip:
        call(sys.executable, "-m", "venv", str(folder))
        call(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *tool.pip)
    if tool.npm:
        call("npm", "install", "--loglevel=error", "--prefix", str(folder), *tool.npm)
    stamp.write_text(wanted)
    return folder


def call(*line: str) -> None:
    """Run a step of an installation."""
    try:
        done = subprocess.run(line, check=False, capture_output=True, text=True)
    except OSError as err:
        raise Failed(str(err)) from err
    if done.returncode:
        raise Failed(name_of_error(done.stderr + done.stdout))


def command(script: Path, folder: Path, *words: str) -> list[str]:
    """Name the interpreter of a tool, ours if it has none, and its script with its words."""
    own = folder / "bin" / "python"
    return [str(own) if own.exists() else sys.executable, str(script), *words]


def environment(folder: Path, home: Path) -> dict[str, str]:
    """Give what a tool sees: its own programs, a fresh home, no key."""
    path = os.pathsep.join((str(folder / "node_modules" / ".bin"), os.environ["PATH"]))
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **SILENCE}
