"""Whether fields of a JSON answer have the values that were expected."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, JsonValue, field_validator

from lifecycle.digests import canonical
from lifecycle.records import Case
from lifecycle.scorers import json_answers
from lifecycle.scorers.scorer import Answered, PassFail, Reason


class JsonFields(PassFail):
    """1 if the answer is JSON and each path of `expected.fields` leads to its value, else 0.

    A path is written as `items[0].price`. Values are equal as JSON is: 2 is 2.0, "2" is not; the order of
    keys does not matter, that of lists does.
    """

    name = "json_fields"
    needs = "expected.fields"

    fields: Mapping[str, JsonValue] = Field(default_factory=dict)
    """Paths and values that the answer to every case must have."""

    @field_validator("fields")
    @classmethod
    def must_be_paths(cls, fields: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        """Refuse what is no path, and values that have no canonical form."""
        canonical(fields)
        for path in fields:
            json_answers.steps(path)
        return fields

    def applies(self, case: Case) -> bool:
        """There is a field to look at, and answering is the right thing to do."""
        return bool(self.wanted(case)) and not case.decline

    def wanted(self, case: Case) -> Mapping[str, Any]:
        """Give paths and values for this case; its own win."""
        given = case.expected.get("fields") if isinstance(case.expected, Mapping) else None
        return {**self.fields, **(given if isinstance(given, Mapping) else {})}

    def reason(self, given: Answered) -> Reason | None:
        """Follow each path, in the order in which they are given.

        Raises:
            Invalid: the case gives a path that is none.
        """
        try:
            value = json_answers.read(given.answer)
        except ValueError as err:
            return json_answers.not_json(err)
        for path, wanted in self.wanted(given.case).items():
            found = json_answers.follow(value, path)
            params = {"path": path, "expected": json_answers.excerpt(wanted)}
            if found is json_answers.NOTHING:
                return Reason("failure.json_field_missing", params)
            if not json_answers.is_same(found, wanted):
                return Reason("failure.json_fields", {**params, "found": json_answers.excerpt(found)})
        return None
