"""What the upstreams have in common: pieces, calls, schemas and data URIs."""

import json

CALL_IDS = ["call_up_1", "call_up_2"]


def halves(text):
    middle = len(text) // 2
    return [text[:middle], text[middle:]]


def arguments(answer):
    """Id, name and JSON text of each call."""
    return [(id, name, json.dumps(value)) for id, (name, value) in zip(CALL_IDS, answer.calls)]


def shape(schema, definitions=None):
    """The types in a schema, with its references in their places."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return shape(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    kind = schema["type"].lower()
    if kind == "object":
        return {name: shape(member, definitions) for name, member in schema["properties"].items()}
    return [shape(schema["items"], definitions)] if kind == "array" else kind


def data_of(uri):
    """Media type and base64 of a data URI."""
    head, data = uri.removeprefix("data:").split(",", 1)
    return head.removesuffix(";base64"), data
