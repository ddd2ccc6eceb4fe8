"""The list of models: the SDKs read it, with the vendors' own names."""

from connection import CLAUDE, GPT, anthropic_client, google_client, openai_client

listed = {model.id for model in openai_client().models.list()}
print(listed)
assert {CLAUDE, GPT, "claude-haiku-4-5-20251001", "gemini-2.5-pro", "text-embedding-3-small"} <= listed, listed
assert openai_client().models.retrieve(CLAUDE).id == CLAUDE

models = list(anthropic_client().models.list(limit=1000))
print(models)
assert {model.id for model in models} == listed, models
# Page by page they are the same, and come to an end.
assert [model.id for model in anthropic_client().models.list(limit=7)] == [model.id for model in models]
# It closes its connections when nobody holds it any more.
google = google_client()
named = [model.name for model in google.models.list(config={"page_size": 7})]
assert named == [f"models/{model.id}" for model in models], named

opus = next(model for model in models if model.id == CLAUDE)
assert opus.display_name == "Claude Opus 4.8" and opus.type == "model", opus
