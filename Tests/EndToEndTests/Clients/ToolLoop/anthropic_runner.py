"""The Anthropic SDK, whose tool runner calls Python's functions by itself."""

import anthropic
from connection import anthropic_client
from writer import MODEL, QUESTION, write_line

runner = anthropic_client().beta.messages.tool_runner(
    model=MODEL,
    max_tokens=500,
    tools=[anthropic.beta_tool(write_line)],
    messages=[{"role": "user", "content": QUESTION}],
    stream=True,
)
for stream in runner:
    message = stream.get_final_message()
print(message.content[0].text)
