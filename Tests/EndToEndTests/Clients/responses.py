"""The Responses API, plain and as a stream, with a tool."""

import json

from connection import GPT, openai_client

client = openai_client()
response = client.responses.create(model=GPT, input="Say hi")
print(response)
assert response.status == "completed" and response.output_text.startswith("Hello from GPT-4o on Argo."), response
assert response.usage.total_tokens > 0, response.usage

events = list(client.responses.create(model=GPT, input="Say hi", stream=True))
kinds = [event.type for event in events]
text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
print(kinds, text)
assert kinds[0] == "response.created" and kinds[-1] == "response.completed", kinds
assert kinds.count("response.output_text.delta") > 3 and text.startswith("Hello from GPT-4o on Argo."), text
assert [event.sequence_number for event in events] == list(range(len(events))), events
assert events[-1].response.output_text == text, events[-1]

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
tools = [{"type": "function", "name": "get_weather", "description": "Tells the weather", "parameters": SCHEMA, "strict": True}]
conversation = [{"role": "user", "content": "What is the weather?"}]
first = client.responses.create(model=GPT, input=conversation, tools=tools)
call = next(item for item in first.output if item.type == "function_call")
print(call)
assert call.name == "get_weather" and json.loads(call.arguments) == {"city": "Chicago"}, call
conversation += [
    {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments},
    {"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees and sunny"},
]
second = client.responses.create(model=GPT, input=conversation, tools=tools)
print(second)
assert "21 degrees and sunny" in second.output_text, second
