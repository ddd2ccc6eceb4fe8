"""Streams: several pieces arrive, they make up the text, and the figures that Argo leaves out are there."""

from connection import CLAUDE, GPT, anthropic_client, openai_client

with anthropic_client().messages.stream(
    model=CLAUDE, max_tokens=100, messages=[{"role": "user", "content": "Say hi"}]
) as stream:
    pieces = list(stream.text_stream)
    message = stream.get_final_message()
print(pieces, message)
assert len(pieces) > 3, pieces
assert "".join(pieces) == message.content[0].text, (pieces, message)
assert message.content[0].text.startswith("Hello from Claude Opus 4.8 on Argo."), message
assert message.stop_reason == "end_turn", message
assert message.usage.input_tokens is not None and message.usage.output_tokens > 0, message.usage

chunks = list(
    openai_client().chat.completions.create(
        model=GPT,
        messages=[{"role": "user", "content": "Say hi"}],
        stream=True,
        stream_options={"include_usage": True},
    )
)
texts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
finishes = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
usages = [chunk.usage for chunk in chunks if chunk.usage]
print(texts, finishes, usages)
assert len(texts) > 3 and "".join(texts).startswith("Hello from GPT-4o on Argo."), texts
assert finishes == ["stop"], finishes
assert len(usages) == 1 and usages[0].prompt_tokens is not None and usages[0].completion_tokens > 0, usages
