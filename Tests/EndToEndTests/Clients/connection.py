"""How the scripts of this folder reach the shim: by the port and the token in their environment."""

import os

import anthropic
import openai
from google import genai
from google.genai import types

PORT = os.environ["ARGO_SHIM_PORT"]
TOKEN = os.environ["ARGO_SHIM_TOKEN"]
CLAUDE = "claude-opus-4-8"
GPT = "gpt-4o"
EMBEDDING = "text-embedding-3-small"


def anthropic_client(token=TOKEN):
    return anthropic.Anthropic(base_url=f"http://127.0.0.1:{PORT}/argoapi", api_key=token, max_retries=0, timeout=30)


def google_client(token=TOKEN):
    options = types.HttpOptions(base_url=f"http://127.0.0.1:{PORT}", timeout=30000)
    return genai.Client(api_key=token, http_options=options)


def openai_client(token=TOKEN):
    return openai.OpenAI(base_url=f"http://127.0.0.1:{PORT}/v1", api_key=token, max_retries=0, timeout=30)
