"""The OpenAI SDK's Responses, streamed; what was said before is found by its id."""

import json

from connection import openai_client
from writer import MODEL, QUESTION, SCHEMA, write_line

client = openai_client()
tools = [{"type": "function", "name": "write_line", "parameters": SCHEMA, "strict": True}]
turn = {"input": QUESTION}
while True:
    with client.responses.stream(model=MODEL, tools=tools, **turn) as stream:
        response = stream.get_final_response()
    calls = [item for item in response.output if item.type == "function_call"]
    if not calls:
        break
    results = [
        {"type": "function_call_output", "call_id": call.call_id, "output": write_line(**json.loads(call.arguments))} for call in calls
    ]
    turn = {"previous_response_id": response.id, "input": results}
print(response.output_text)
