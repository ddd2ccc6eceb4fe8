"""Forty texts in one call, though Argo takes sixteen: as floats and as the SDK's default base64, in their order."""

from connection import EMBEDDING, openai_client

client = openai_client()
texts = [f"text number {number}" for number in range(40)]
plain = client.embeddings.create(model=EMBEDDING, input=texts, encoding_format="float")
packed = client.embeddings.create(model=EMBEDDING, input=texts)
print(len(plain.data), len(packed.data), plain.usage)

for reply in [plain, packed]:
    assert [entry.index for entry in reply.data] == list(range(40)), reply
    assert all(len(entry.embedding) == 1536 for entry in reply.data)
assert plain.usage.total_tokens >= 40, plain.usage

for entry, twin, text in zip(plain.data, packed.data, texts):
    assert all(abs(a - b) < 1e-6 for a, b in zip(entry.embedding, twin.embedding)), entry.index
# A text asked for alone has the vector that it had among the others.
alone = client.embeddings.create(model=EMBEDDING, input=texts[37], encoding_format="float").data[0].embedding
assert all(abs(a - b) < 1e-6 for a, b in zip(alone, plain.data[37].embedding))
assert any(abs(a - b) > 1e-3 for a, b in zip(alone, plain.data[36].embedding))
