"""The OpenAI SDK's Responses on Claude and Gemini: plain, as a stream, with a tool, with reasoning that comes back; and Chat's thinking."""

import json

from connection import CLAUDE, openai_client

client = openai_client()
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
TOOLS = [{"type": "function", "name": "get_weather", "description": "Tells the weather", "parameters": SCHEMA, "strict": True}]

for model, name in {CLAUDE: "Claude Opus 4.8", "claude-sonnet-4-5": "Claude Sonnet 4.5", "gemini-2.5-pro": "Gemini 2.5 Pro"}.items():
    response = client.responses.create(model=model, instructions="Be short.", input="Say hi")
    print(response)
    assert response.status == "completed" and response.model == model, response
    assert response.output_text.startswith(f"Hello from {name} on Argo."), response
    assert response.usage.total_tokens > 0, response.usage

    events = list(client.responses.create(model=model, input="Say hi", stream=True))
    kinds = [event.type for event in events]
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    print(kinds, text)
    assert kinds[0] == "response.created" and kinds[-1] == "response.completed", kinds
    assert kinds.count("response.output_text.delta") > 3 and text == response.output_text, text
    assert [event.sequence_number for event in events] == list(range(len(events))), events
    assert events[-1].response.output_text == text, events[-1]

    conversation = [{"role": "user", "content": "What is the weather?"}]
    first = client.responses.create(model=model, input=conversation, tools=TOOLS)
    call = next(item for item in first.output if item.type == "function_call")
    print(call)
    assert call.name == "get_weather" and json.loads(call.arguments) == {"city": "Chicago"}, call
    conversation += first.output
    conversation += [{"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees and sunny"}]
    second = client.responses.create(model=model, input=conversation, tools=TOOLS)
    print(second)
    assert "21 degrees and sunny" in second.output_text, second

reasoning = {"effort": "low", "summary": "auto"}
first = client.responses.create(model=CLAUDE, input="Say hi", reasoning=reasoning, include=["reasoning.encrypted_content"], store=False)
print(first)
assert [item.type for item in first.output] == ["reasoning", "message"], first
assert first.output[0].summary[0].text.startswith("The user said: Say hi"), first
turns = [{"role": "user", "content": "Say hi"}, *first.output, {"role": "user", "content": "And again"}]
again = client.responses.create(model=CLAUDE, input=turns, reasoning=reasoning, include=["reasoning.encrypted_content"], store=False)
assert "You said: And again" in again.output_text, again

tools = [{"type": "function", "function": {"name": "get_weather", "parameters": SCHEMA}}]
chunks = list(
    client.chat.completions.create(
        model=CLAUDE, messages=[{"role": "user", "content": "What is the weather?"}], tools=tools, stream=True,
        stream_options={"include_usage": True},
    )
)
deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
pieces = [call.function.arguments or "" for delta in deltas for call in delta.tool_calls or []]
print(pieces)
assert json.loads("".join(pieces)) == {"city": "Chicago"}, pieces
assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "tool_calls", chunks
assert chunks[-1].usage.completion_tokens > 0, chunks[-1]
