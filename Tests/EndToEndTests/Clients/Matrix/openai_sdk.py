"""What Chat Completions and Responses have in common: the OpenAI SDK's connection and its exceptions."""

import os

import openai

import transport
from table import Failure

CLASSES = {
    400: openai.BadRequestError, 401: openai.AuthenticationError, 403: openai.PermissionDeniedError, 404: openai.NotFoundError,
    429: openai.RateLimitError,
}


def connect(note):
    return openai.OpenAI(
        base_url=f"http://127.0.0.1:{os.environ['ARGO_SHIM_PORT']}/v1", api_key=os.environ["ARGO_SHIM_TOKEN"], max_retries=0, timeout=30,
        http_client=transport.client(note),
    )


def failure(error):
    """What an exception of the OpenAI SDK says; None for one of another kind."""
    match error:
        case openai.APIStatusError():
            assert type(error) is CLASSES.get(error.status_code, openai.InternalServerError), error
            return Failure(error.status_code, error.message)
        case openai.APIConnectionError(): return Failure(None)
        # In a stream.
        case openai.APIError(): return Failure(503, error.message)
        case _: return None
