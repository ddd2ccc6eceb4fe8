"""The OpenAI SDK's Chat Completions, streamed, until the model calls nothing more."""

import json

from connection import openai_client
from writer import MODEL, QUESTION, SCHEMA, write_line

client = openai_client()
tools = [{"type": "function", "function": {"name": "write_line", "parameters": SCHEMA, "strict": True}}]
messages = [{"role": "user", "content": QUESTION}]
while True:
    with client.chat.completions.stream(model=MODEL, messages=messages, tools=tools) as stream:
        message = stream.get_final_completion().choices[0].message
    if not message.tool_calls:
        break
    messages.append(message)
    for call in message.tool_calls:
        result = write_line(**json.loads(call.function.arguments))
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
print(message.content)
