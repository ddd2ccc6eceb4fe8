"""Plain answers: the text arrives, with the stop reason and the usage."""

from connection import CLAUDE, GPT, anthropic_client, openai_client

message = anthropic_client().messages.create(
    model=CLAUDE, max_tokens=100, messages=[{"role": "user", "content": "Say hi"}]
)
print(message)
assert message.content[0].text.startswith("Hello from Claude Opus 4.8 on Argo."), message
assert message.role == "assistant" and message.stop_reason == "end_turn", message
assert message.usage.input_tokens is not None and message.usage.output_tokens > 0, message.usage

completion = openai_client().chat.completions.create(model=GPT, messages=[{"role": "user", "content": "Say hi"}])
print(completion)
assert completion.choices[0].message.content.startswith("Hello from GPT-4o on Argo."), completion
assert completion.choices[0].finish_reason == "stop", completion
assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens, completion.usage
