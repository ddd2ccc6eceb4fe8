"""The four upstreams by their dialects, and how they are told what to answer next."""

import json
import os
import urllib.parse
import urllib.request

from chat_upstream import Chat
from google_upstream import Google
from messages_upstream import Messages
from responses_upstream import Responses
from table import CHAT, GOOGLE, MESSAGES, RESPONSES

PORT = os.environ["UPSTREAM_PORT"]
UPSTREAMS = {CHAT: Chat(), RESPONSES: Responses(), MESSAGES: Messages(), GOOGLE: Google()}


def enqueue(body, kind="application/json", status=200, ending="end"):
    """Makes the next request to any upstream be answered so."""
    query = urllib.parse.urlencode({"status": status, "type": kind, "ending": ending})
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/script?{query}", data=body.encode(), method="POST")
    urllib.request.urlopen(request).read()


def seen():
    """Path with query, and body of the last request; None where there was none since the last answer was made ready."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/seen") as response:
        target = response.headers["x-target"]
        return (target, json.loads(response.read())) if target else None


def events_text(events, end):
    """A stream whose lines end as the vendor's do."""
    text = ""
    for name, data in events:
        data = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        text += (f"event: {name}{end}" if name else "") + f"data: {data}{end}{end}"
    return text
