"""A model that Argo does not have: an error that the SDK knows, and that names the nearest models."""

import anthropic
import openai

from connection import anthropic_client, openai_client

QUESTION = [{"role": "user", "content": "Say hi"}]


def refusal(kind, call):
    try:
        answer = call()
    except kind as error:
        print(error)
        return str(error)
    raise AssertionError(f"answered as another model: {answer}")


def streamed():
    with anthropic_client().messages.stream(model="claude-opus-9", max_tokens=9, messages=QUESTION) as stream:
        return stream.get_final_message()


def streamed_chunks():
    return list(openai_client().chat.completions.create(model="gpt-4oo", messages=QUESTION, stream=True))


plain = refusal(
    anthropic.NotFoundError,
    lambda: anthropic_client().messages.create(model="claude-opus-9", max_tokens=9, messages=QUESTION),
)
assert "claude-opus-5" in plain, plain
assert "claude-opus-5" in refusal(anthropic.NotFoundError, streamed)

plain = refusal(
    openai.NotFoundError, lambda: openai_client().chat.completions.create(model="gpt-4oo", messages=QUESTION)
)
assert "gpt-4o" in plain.replace("gpt-4oo", ""), plain
assert "gpt-4o" in refusal(openai.NotFoundError, streamed_chunks).replace("gpt-4oo", "")

plain = refusal(openai.NotFoundError, lambda: openai_client().responses.create(model="gpt-5.9", input="Say hi"))
assert "gpt-5" in plain.replace("gpt-5.9", ""), plain
