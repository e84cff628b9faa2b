"""Takes a file of answers that were given elsewhere, and has them scored."""

from console import drafts, permission, screens, services
from console.drafts import Draft
from console.parts import evaluation_plan
from console.services import File
from console.session import actor
from console.widgets import facts_line, key_values, notice, paragraph
from console.wording import say, say_n, size
from lifecycle import datasets, evaluation
from lifecycle.evaluation import recorded
from lifecycle.records import DatasetKind, Ref

DRAFT = "answers"


def score(app: str, number: int, golden: Ref) -> None:
    """Draw the place for the file, say what it holds, and start."""
    draft = drafts.opened(DRAFT)
    paragraph(
        say("A file with the columns id and answer, as CSV, or JSON lines with these keys. At most 200 MB."),
        " ",
        say("An id that stands there again is the next repetition."),
        quiet=True,
    )
    file = take_file(draft)
    notice(say("Nobody here saw who gave these answers: they are no evidence for a release."), "unsure")
    repetitions = tell(app, golden, file) if file else 1
    limit = judged(app, number, golden, repetitions) if file else None
    closed = "" if file else say("Choose a file first.")
    if (
        permission.button(say("Score these answers"), "evaluation.start", closed=closed, primary=True)
        and file
    ):
        started = evaluation.start(
            services.bench(),
            app=app,
            version=number,
            golden=golden,
            by=actor(),
            repetitions=repetitions,
            max_cost_usd=limit,
            answers=file.content,
        )
        drafts.close(draft)
        screens.go("evaluate", evaluation=started.id)


def judged(app: str, number: int, golden: Ref, repetitions: int) -> float | None:
    """Say what judges will take, if there are any; give the ceiling of their cost."""
    bench = services.bench()
    planned = evaluation.plan(bench, app=app, version=number, golden=golden, repetitions=repetitions)
    if not planned.judge_calls:
        return None
    key_values(evaluation_plan.judge_facts(planned))
    return evaluation_plan.limit_usd() if planned.judges_usd else None


def take_file(draft: Draft) -> File | None:
    """Give the file that was dropped last, if any."""
    drafts.drop_file(draft, say("Answers"), on_drop=lambda file: draft.put("file", file))
    file: File | None = draft.fields.get("file")
    return file


def tell(app: str, golden: Ref, file: File) -> int:
    """Say how many answers a file has and how many cases it leaves out; give how often it answers one.

    Raises:
        Invalid: it is no file of answers; the first bad line is named.
    """
    answers = recorded.read(file.content)
    cases = services.cases(datasets.find(services.bench(), app, golden, DatasetKind.GOLDEN))
    without = sum(case.id not in answers for case in cases)
    unknown = len(answers.keys() - {case.id for case in cases})
    facts_line(
        file.name,
        size(len(file.content)),
        say_n("{n} answer", "{n} answers", sum(map(len, answers.values()))),
        say_n("{n} case without an answer", "{n} cases without an answer", without) if without else None,
        say_n("{n} id not in the golden set", "{n} ids not in the golden set", unknown) if unknown else None,
    )
    return max(map(len, answers.values()))
