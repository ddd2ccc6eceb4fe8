"""Claude through the OpenAI SDK: plain, where Argo would refuse it, and as a stream."""

from connection import CLAUDE, openai_client

QUESTION = [{"role": "user", "content": "Say hi"}]
client = openai_client()

# Without a bound and above 21,000 tokens Argo wants a stream; below it does not see max_completion_tokens.
for bounds in [{}, {"max_tokens": 32000}, {"max_completion_tokens": 32000}, {"max_completion_tokens": 500}, {"max_tokens": 500}]:
    completion = client.chat.completions.create(model=CLAUDE, messages=QUESTION, **bounds)
    print(bounds, completion)
    assert completion.object == "chat.completion", completion
    assert completion.choices[0].message.content.startswith("Hello from Claude Opus 4.8 on Argo."), completion
    assert completion.choices[0].message.role == "assistant" and completion.choices[0].finish_reason == "stop", completion
    assert completion.usage.completion_tokens > 0, completion.usage
    # Argo leaves figures out of its streams; clients crash on None.
    assert None not in (completion.usage.prompt_tokens, completion.usage.total_tokens), completion.usage

short = client.chat.completions.create(model=CLAUDE, messages=QUESTION, max_completion_tokens=3)
print(short)
assert short.choices[0].finish_reason == "length" and short.usage.completion_tokens == 3, short

chunks = list(client.chat.completions.create(model=CLAUDE, messages=QUESTION, stream=True))
texts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
print(texts)
assert len(texts) > 3 and "".join(texts).startswith("Hello from Claude Opus 4.8 on Argo."), texts
assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop", chunks
# Nobody asked for the usage.
assert all(chunk.usage is None for chunk in chunks), chunks
