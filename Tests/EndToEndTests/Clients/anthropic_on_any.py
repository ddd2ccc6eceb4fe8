"""The Anthropic SDK on GPT and Gemini: plain, as a stream, with two tools, with thinking that comes back."""

from connection import anthropic_client

client = anthropic_client()
QUESTION = [{"role": "user", "content": "Say hi"}]
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [
    {"name": "get_weather", "description": "Tells the weather", "input_schema": CITY},
    {"name": "get_weather_alerts", "description": "Tells of storms", "input_schema": CITY},
]
MODELS = {"gpt-5.5": "GPT-5.5", "gpt-4o": "GPT-4o", "o3-mini": "GPT-o3 Mini", "gemini-2.5-pro": "Gemini 2.5 Pro"}

for model, name in MODELS.items():
    message = client.messages.create(model=model, max_tokens=500, system="Be short.", messages=QUESTION)
    print(message)
    assert message.model == model and message.role == "assistant" and message.stop_reason == "end_turn", message
    assert message.content[0].text.startswith(f"Hello from {name} on Argo."), message
    assert message.usage.input_tokens is not None and message.usage.output_tokens > 0, message.usage

    with client.messages.stream(model=model, max_tokens=500, messages=QUESTION) as stream:
        pieces = list(stream.text_stream)
        streamed = stream.get_final_message()
    print(pieces)
    assert len(pieces) > 3 and "".join(pieces) == streamed.content[0].text == message.content[0].text, streamed

    for streams in [False, True]:
        messages = [{"role": "user", "content": "What is the weather?"}]
        arguments = {"model": model, "max_tokens": 500, "tools": TOOLS}
        if streams:
            with client.messages.stream(messages=messages, **arguments) as stream:
                first = stream.get_final_message()
        else:
            first = client.messages.create(messages=messages, **arguments)
        print(first)
        calls = [block for block in first.content if block.type == "tool_use"]
        assert first.stop_reason == "tool_use" and [call.name for call in calls] == ["get_weather", "get_weather_alerts"], first
        assert all(call.input == {"city": "Chicago"} for call in calls), calls
        results = [
            {"type": "tool_result", "tool_use_id": call.id, "content": f"{call.name} says 21 degrees"} for call in reversed(calls)
        ]
        messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": results}]
        second = client.messages.create(messages=messages, **arguments)
        print(second)
        assert second.stop_reason == "end_turn" and "get_weather_alerts says 21 degrees" in second.content[0].text, second

thinking = {"type": "enabled", "budget_tokens": 2000}
message = client.messages.create(model="gpt-5.5", max_tokens=4000, thinking=thinking, messages=QUESTION)
print(message)
assert [block.type for block in message.content] == ["thinking", "text"], message
turns = QUESTION + [{"role": "assistant", "content": message.content}, {"role": "user", "content": "And again"}]
again = client.messages.create(model="gpt-5.5", max_tokens=4000, thinking=thinking, messages=turns)
assert "You said: And again" in again.content[-1].text, again
