"""OpenAI's old Completions, which Argo does not have, with models of three vendors."""

from connection import CLAUDE, GPT, openai_client

client = openai_client()
for model in [GPT, CLAUDE, "gemini-2.5-pro"]:
    completion = client.completions.create(model=model, prompt="Say hi", max_tokens=200)
    print(completion)
    assert completion.object == "text_completion" and completion.id.startswith("cmpl-"), completion
    assert completion.choices[0].text.endswith("You said: Say hi"), completion
    assert completion.choices[0].finish_reason == "stop" and completion.usage.completion_tokens > 0, completion

    chunks = list(client.completions.create(model=model, prompt=["Say hi"], max_tokens=200, stream=True))
    text = "".join(chunk.choices[0].text for chunk in chunks)
    print(len(chunks), text)
    assert len(chunks) > 3 and text == completion.choices[0].text, chunks
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:]] == [None, "stop"], chunks
