"""google-genai, which calls Python's functions by itself (automatic function calling) and streams."""

from connection import google_client
from google.genai import types
from writer import MODEL, QUESTION, write_line

# It closes its connections when nobody holds it any more.
client = google_client()
chat = client.chats.create(model=MODEL, config=types.GenerateContentConfig(tools=[write_line]))
print("".join(chunk.text or "" for chunk in chat.send_message_stream(QUESTION)))
