"""What the SDKs speak HTTP with: httpx2, or httpx in their older versions."""

import importlib.util

if importlib.util.find_spec("httpx2"):
    import httpx2 as httpx
else:
    import httpx


def client(note):
    """One that shows each response's head to `note`, and takes no proxy from the environment."""
    return httpx.Client(event_hooks={"response": [note]}, trust_env=False)


BROKEN = httpx.RemoteProtocolError
