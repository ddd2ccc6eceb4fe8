"""The tool of these conversations, and what every one of them asks."""

import os

MODEL = os.environ["TOOL_LOOP_MODEL"]
QUESTION = "Write two lines."
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string", "description": "The line"}},
    "required": ["text"],
    "additionalProperties": False,
}

def write_line(text: str) -> str:
    """Writes a line at the end of a file.

    Args:
        text: The line.
    """
    with open("result.txt", "a", encoding="utf-8") as file:
        file.write(text + "\n")
    return f"wrote {text}"
