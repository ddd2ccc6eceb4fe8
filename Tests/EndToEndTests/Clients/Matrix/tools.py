"""The tools of the matrix, and the calls of its history."""

NAMES = ["read", "list"]
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}, "depth": {"type": "number"}}}
CALLS = [("call_1", "read", {"path": "a/b"}), ("call_2", "list", {"depth": 1.5})]
