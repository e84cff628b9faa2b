"""MLflow: `genai.evaluate` with three scorers, as many workers as asked for and no limit of its own.

A worker holds more than one connection: with the 15 that the database's pool has by default, 16 workers
wait for each other until the pool gives up, and cases are lost.
"""

import os

import work

os.environ["MLFLOW_GENAI_EVAL_MAX_WORKERS"] = str(work.AT_ONCE)
os.environ["MLFLOW_GENAI_EVAL_PREDICT_RATE_LIMIT"] = "0"
os.environ["MLFLOW_SQLALCHEMYSTORE_POOL_SIZE"] = str(4 * work.AT_ONCE)

import mlflow
from mlflow.genai.scorers import scorer
from openai import OpenAI

client = OpenAI(base_url=work.URL, api_key="none")


def predict(question: str) -> str:
    """Answer one question."""
    answer = client.chat.completions.create(model=work.MODEL, messages=work.messages(question))
    return answer.choices[0].message.content


@scorer
def contains(inputs: dict[str, str], outputs: str) -> bool:
    """Score whether the answer speaks of the question."""
    return work.contains(inputs["question"], outputs)


@scorer
def is_short(outputs: str) -> bool:
    """Score the answer's length."""
    return work.is_short(outputs)


@scorer
def exact(outputs: str, expectations: dict[str, str]) -> bool:
    """Score whether the answer is the expected one."""
    return work.exact(expectations["expected_response"], outputs)


mlflow.set_tracking_uri("sqlite:///mlflow.db")
mlflow.set_experiment("cases")
result = mlflow.genai.evaluate(
    data=[
        {"inputs": {"question": case.question}, "expectations": {"expected_response": case.expected}}
        for case in work.CASES
    ],
    predict_fn=predict,
    scorers=[contains, is_short, exact],
)
scores = result.result_df[[f"{name}/value" for name in ("contains", "is_short", "exact")]]
work.finish(int((scores == True).all(axis=1).sum()))  # noqa: E712
