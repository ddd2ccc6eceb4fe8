"""The tools of the matrix, the calls of its history, and the form that an answer is asked for in."""

from pydantic import BaseModel


class Place(BaseModel):
    city: str
    height: float


class Weather(BaseModel):
    """Its schema has a reference, which Google does not know."""

    place: Place
    degrees: int
    words: list[str]


NAMES = ["read", "list"]
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}, "depth": {"type": "number"}}}
CALLS = [("call_1", "read", {"path": "a/b"}), ("call_2", "list", {"depth": 1.5})]
