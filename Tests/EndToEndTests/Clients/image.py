"""An image reaches the model in every dialect."""

from connection import CLAUDE, GPT, anthropic_client, openai_client

# One red pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
SEEN = "I see 1 image (image/png)."

source = {"type": "base64", "media_type": "image/png", "data": PNG}
content = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
message = anthropic_client().messages.create(model=CLAUDE, max_tokens=100, messages=[{"role": "user", "content": content}])
print(message)
assert SEEN in message.content[0].text, message

for model in [GPT, CLAUDE]:
    address = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    content = [{"type": "text", "text": "What is this?"}, address]
    completion = openai_client().chat.completions.create(model=model, messages=[{"role": "user", "content": content}])
    print(completion)
    assert SEEN in completion.choices[0].message.content, completion

part = {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "auto"}
content = [{"type": "input_text", "text": "What is this?"}, part]
response = openai_client().responses.create(model=GPT, input=[{"role": "user", "content": content}])
print(response)
assert SEEN in response.output_text, response
