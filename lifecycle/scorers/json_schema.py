"""Whether the answer is JSON of a given shape."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue, PrivateAttr, field_validator

from lifecycle.digests import canonical
from lifecycle.errors import Invalid
from lifecycle.scorers import json_answers
from lifecycle.scorers.patterns import is_found
from lifecycle.scorers.scorer import Answered, PassFail, Reason

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


class JsonSchema(PassFail):
    """1 if the answer is JSON that the schema allows, else 0; a case to be declined counts too.

    JSON Schema 2020-12, or the draft that `$schema` names, without `format`. Nothing is fetched: a `$ref`
    stays inside the schema. `patternProperties` is refused, because nothing would bound its search.
    """

    name = "json_schema"

    schema_: dict[str, JsonValue] = Field(alias="schema")
    _validator: "Validator" = PrivateAttr()

    @field_validator("schema_")
    @classmethod
    def must_have_a_digest(cls, schema: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Refuse what has no canonical form, such as NaN."""
        canonical(schema)
        return schema

    def model_post_init(self, context: Any) -> None:
        """Compile the schema once.

        Raises:
            Invalid: it is no schema.
        """
        self._validator = compiled(self.schema_)

    def reason(self, given: Answered) -> Reason | None:
        """Give the first violation, in the order of the schema.

        Raises:
            Invalid: schema or answer have no end to their depth, or the schema points outside itself.
        """
        from referencing.exceptions import Unresolvable

        try:
            value = json_answers.read(given.answer)
        except ValueError as err:
            return json_answers.not_json(err)
        try:
            found = next(iter(self._validator.iter_errors(value)), None)
        except Unresolvable as err:
            raise Invalid("scorers.bad_schema", reason=str(err)) from err
        except RecursionError as err:
            raise Invalid("scorers.too_deep") from err
        if found is None:
            return None
        path = json_answers.shortened(found.json_path)
        return Reason("failure.json_schema", {"path": path, "rule": str(found.validator)})


def compiled(schema: dict[str, JsonValue]) -> "Validator":
    """Make the validator of a schema, with every search in it bounded.

    Raises:
        Invalid: it is no schema.
    """
    from jsonschema import Draft202012Validator, exceptions, validators
    from referencing.jsonschema import EMPTY_REGISTRY

    draft = validators.validator_for(schema, default=Draft202012Validator)
    try:
        draft.check_schema(schema)
    except exceptions.SchemaError as err:
        raise Invalid("scorers.bad_schema", reason=f"{err.json_path}: {err.message[:200]}") from err
    if uses(schema, "patternProperties"):
        raise Invalid("scorers.bad_schema", reason="patternProperties")
    bounded = validators.extend(draft, {"pattern": pattern, "uniqueItems": unique_items})
    return bounded(schema, registry=EMPTY_REGISTRY)


def uses(schema: Any, keyword: str) -> bool:
    """Whether a schema, or one inside it, has a keyword; a property of that name is none."""
    if isinstance(schema, list):
        return any(uses(each, keyword) for each in schema)
    if not isinstance(schema, dict):
        return False
    inner = (list(each.values()) if name == "properties" else each for name, each in schema.items())
    return keyword in schema or any(uses(each, keyword) for each in inner)


def pattern(validator: Any, wanted: str, instance: Any, _schema: Any) -> Iterator[Any]:
    """Check the keyword `pattern`, with the limit that every search has."""
    from jsonschema import ValidationError

    if validator.is_type(instance, "string") and not is_found(wanted, instance):
        yield ValidationError("does not match")


def unique_items(validator: Any, wanted: bool, instance: Any, _schema: Any) -> Iterator[Any]:
    """Check the keyword `uniqueItems`, in one pass instead of comparing each with each."""
    from jsonschema import ValidationError

    items = instance if wanted and validator.is_type(instance, "array") else []
    if len({json_answers.written(item) for item in items}) < len(items):
        yield ValidationError("has equal items")
