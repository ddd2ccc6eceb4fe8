"""32,000 tokens without a stream, which Argo refuses: one whole answer, its thinking and signature with it."""

from connection import CLAUDE, anthropic_client

QUESTION = [{"role": "user", "content": "Say hi"}]
# With a time limit of its own the SDK sends such a request; without one it refuses by itself.
client = anthropic_client().with_options(timeout=60)

message = client.messages.create(model=CLAUDE, max_tokens=32000, messages=QUESTION)
print(message)
assert [block.type for block in message.content] == ["text"], message
assert message.content[0].text.startswith("Hello from Claude Opus 4.8 on Argo."), message
assert message.stop_reason == "end_turn" and message.usage.input_tokens is not None, message

# The second one asks in the form of the models before it; the shim puts it into the form that the model takes.
for model, thinking in [
    (CLAUDE, {"type": "adaptive"}),
    (CLAUDE, {"type": "enabled", "budget_tokens": 16000}),
    ("claude-sonnet-4-5", {"type": "enabled", "budget_tokens": 16000}),
    ("claude-sonnet-4-5", {"type": "adaptive"}),
]:
    message = client.messages.create(model=model, max_tokens=32000, thinking=thinking, messages=QUESTION)
    print(message)
    assert [block.type for block in message.content] == ["thinking", "text"], message
    assert message.content[0].thinking.startswith("The user said: Say hi"), message
    assert len(message.content[0].signature) > 100, message
    # The next turn carries the thinking back.
    turns = QUESTION + [{"role": "assistant", "content": message.content}, {"role": "user", "content": "And again"}]
    again = client.messages.create(model=model, max_tokens=32000, thinking=thinking, messages=turns)
    assert "You said: And again" in again.content[1].text, again

tools = [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}]
message = client.messages.create(
    model=CLAUDE, max_tokens=32000, tools=tools, messages=[{"role": "user", "content": "What is the weather?"}]
)
print(message)
assert message.stop_reason == "tool_use" and message.content[-1].input == {"city": "Chicago"}, message
