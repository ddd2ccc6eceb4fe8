"""In OpenCode's place: the SDK that its package for a model stands for, told of the shim by its settings alone.

opencode_settings.py FILE QUESTION asks the model that the settings choose, as a stream, the way OpenCode does."""

import json
import re
import sys

import anthropic
import openai

path, question = sys.argv[1:]
with open(path) as file:
    settings = json.load(file)


def resolved(text):
    """OpenCode puts a file's text in the place of {file:PATH}."""

    def text_of(match):
        with open(match[1]) as file:
            return file.read().strip()

    return re.sub(r"\{file:([^}]+)\}", text_of, text)


# The provider's name ends at the first slash; what a model is called may have more.
provider_name, model = settings["model"].split("/", 1)
provider = settings["provider"][provider_name]
package = provider["models"][model].get("provider", {}).get("npm", provider["npm"])
address, key = provider["options"]["baseURL"], resolved(provider["options"]["apiKey"])
messages = [{"role": "user", "content": question}]
if package == "@ai-sdk/openai-compatible":
    client = openai.OpenAI(base_url=address, api_key=key, max_retries=0, timeout=30)
    stream = client.chat.completions.create(
        model=model, messages=messages, stream=True, stream_options={"include_usage": True})
    for chunk in stream:
        for choice in chunk.choices:
            print(choice.delta.content or "", end="")
else:
    assert package == "@ai-sdk/anthropic", package
    # The package adds no /v1, and the SDK does.
    client = anthropic.Anthropic(base_url=address.removesuffix("/v1"), api_key=key, max_retries=0, timeout=30)
    with client.messages.stream(model=model, max_tokens=1000, messages=messages) as stream:
        for text in stream.text_stream:
            print(text, end="")
print()
