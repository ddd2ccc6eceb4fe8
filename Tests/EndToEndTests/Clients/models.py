"""The list of models: both SDKs read it, with the vendors' own names."""

from connection import CLAUDE, GPT, anthropic_client, openai_client

listed = {model.id for model in openai_client().models.list()}
print(listed)
assert {CLAUDE, GPT, "claude-haiku-4-5-20251001", "gemini-2.5-pro", "text-embedding-3-small"} <= listed, listed
assert openai_client().models.retrieve(CLAUDE).id == CLAUDE

models = list(anthropic_client().models.list(limit=1000))
print(models)
assert {model.id for model in models} == listed, models
opus = next(model for model in models if model.id == CLAUDE)
assert opus.display_name == "Claude Opus 4.8" and opus.type == "model", opus
