"""A tool's round trip: the model calls it, and its result comes back in the next answer."""

import json

from connection import CLAUDE, GPT, anthropic_client, openai_client

QUESTION = "What is the weather?"
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def with_anthropic(stream):
    client = anthropic_client()
    tools = [{"name": "get_weather", "description": "Tells the weather", "input_schema": SCHEMA}]
    messages = [{"role": "user", "content": QUESTION}]
    arguments = {"model": CLAUDE, "max_tokens": 500, "tools": tools}
    if stream:
        with client.messages.stream(messages=messages, **arguments) as events:
            first = events.get_final_message()
    else:
        first = client.messages.create(messages=messages, **arguments)
    print(first)
    calls = [block for block in first.content if block.type == "tool_use"]
    assert first.stop_reason == "tool_use" and len(calls) == 1, first
    assert calls[0].name == "get_weather" and calls[0].input == {"city": "Chicago"}, calls
    result = {"type": "tool_result", "tool_use_id": calls[0].id, "content": "21 degrees and sunny"}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    second = client.messages.create(messages=messages, **arguments)
    print(second)
    assert "21 degrees and sunny" in second.content[0].text and second.stop_reason == "end_turn", second


def with_openai(model):
    client = openai_client()
    function = {"name": "get_weather", "description": "Tells the weather", "parameters": SCHEMA}
    tools = [{"type": "function", "function": function}]
    messages = [{"role": "user", "content": QUESTION}]
    first = client.chat.completions.create(model=model, messages=messages, tools=tools).choices[0]
    print(first)
    assert first.finish_reason == "tool_calls", first
    call = first.message.tool_calls[0]
    assert call.function.name == "get_weather" and json.loads(call.function.arguments) == {"city": "Chicago"}, call
    messages += [first.message, {"role": "tool", "tool_call_id": call.id, "content": "21 degrees and sunny"}]
    second = client.chat.completions.create(model=model, messages=messages, tools=tools).choices[0]
    print(second)
    assert "21 degrees and sunny" in second.message.content and second.finish_reason == "stop", second


with_anthropic(stream=False)
with_anthropic(stream=True)
with_openai(GPT)
with_openai(CLAUDE)
with_openai("gemini-2.5-pro")
