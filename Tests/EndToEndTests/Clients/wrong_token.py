"""A wrong token is an AuthenticationError that says what to do, and does not repeat the token."""

import anthropic
import openai

from connection import CLAUDE, GPT, PORT, anthropic_client, openai_client

WRONG = "sk-wrong-0123456789abcdef"
QUESTION = [{"role": "user", "content": "Say hi"}]


def refusal(kind, call):
    try:
        answer = call()
    except kind as error:
        return error
    raise AssertionError(f"served in spite of a wrong token: {answer}")


def streamed():
    with anthropic_client(WRONG).messages.stream(model=CLAUDE, max_tokens=9, messages=QUESTION) as stream:
        return stream.get_final_message()


errors = [
    refusal(
        anthropic.AuthenticationError,
        lambda: anthropic_client(WRONG).messages.create(model=CLAUDE, max_tokens=9, messages=QUESTION),
    ),
    refusal(anthropic.AuthenticationError, streamed),
    refusal(
        openai.AuthenticationError,
        lambda: openai_client(WRONG).chat.completions.create(model=GPT, messages=QUESTION),
    ),
    refusal(openai.AuthenticationError, lambda: openai_client(WRONG).embeddings.create(model="v3small", input="a")),
    refusal(openai.AuthenticationError, lambda: openai_client(WRONG).models.list()),
]
for error in errors:
    print(error)
    assert error.status_code == 401, error
    assert "argo-shim token" in str(error) and f"port {PORT}" in str(error), error
    assert WRONG not in str(error), error
assert errors[0].body["error"]["type"] == "authentication_error", errors[0].body
assert errors[2].code == "invalid_api_key", errors[2].body
