"""google-genai on Claude, GPT and Gemini: plain, as a stream, with a tool's round trip; counts, embeddings, models, and errors."""

from connection import CLAUDE, google_client
from google.genai import errors, types

client = google_client()
WEATHER = types.FunctionDeclaration(
    name="get_weather",
    description="Tells the weather",
    parameters=types.Schema(type="OBJECT", properties={"city": types.Schema(type="STRING")}, required=["city"]),
)
TOOLS = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[WEATHER])], max_output_tokens=500)
MODELS = {CLAUDE: "Claude Opus 4.8", "gpt-5.5": "GPT-5.5", "gpt-4o": "GPT-4o", "gemini-2.5-pro": "Gemini 2.5 Pro"}

for model, name in MODELS.items():
    answer = client.models.generate_content(
        model=model, contents="Say hi", config=types.GenerateContentConfig(system_instruction="Be short.", temperature=0.5)
    )
    print(answer)
    assert answer.text.startswith(f"Hello from {name} on Argo."), answer
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP, answer
    assert answer.usage_metadata.total_token_count > 0 and answer.model_version == model, answer

    chunks = list(client.models.generate_content_stream(model=model, contents="Say hi"))
    texts = [chunk.text or "" for chunk in chunks]
    print(texts)
    assert len(texts) > 3 and "".join(texts) == answer.text, texts
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP, chunks[-1]

    chat = client.chats.create(model=model, config=TOOLS)
    first = chat.send_message("What is the weather?")
    print(first)
    call = first.function_calls[0]
    assert call.name == "get_weather" and call.args == {"city": "Chicago"}, call
    result = types.Part(
        function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": "21 degrees and sunny"})
    )
    second = chat.send_message([result])
    print(second)
    assert "21 degrees and sunny" in second.text, second

    streamed = [call for chunk in client.models.generate_content_stream(model=model, contents="What is the weather?", config=TOOLS)
                for call in chunk.function_calls or []]
    assert [(call.name, call.args) for call in streamed] == [("get_weather", {"city": "Chicago"})], streamed

count = client.models.count_tokens(model=CLAUDE, contents="Say hi")
print(count)
assert count.total_tokens > 0, count
# More than Argo takes in one call.
vectors = client.models.embed_content(
    model="text-embedding-3-small", contents=[str(number) for number in range(20)], config={"output_dimensionality": 8}
).embeddings
assert len(vectors) == 20 and all(len(vector.values) == 8 for vector in vectors), vectors

listed = {model.name for model in client.models.list()}
print(listed)
assert {"models/gemini-2.5-pro", f"models/{CLAUDE}", "models/gpt-4o"} <= listed, listed
assert client.models.get(model=CLAUDE).display_name == "Claude Opus 4.8"

stranger = google_client("wrong")
for action, status in [
    (lambda: client.models.generate_content(model="gemini-9", contents="hi"), 404),
    (lambda: list(client.models.generate_content_stream(model="gemini-9", contents="hi")), 404),
    (lambda: stranger.models.generate_content(model=CLAUDE, contents="hi"), 401),
]:
    try:
        action()
    except errors.ClientError as error:
        print(error)
        assert error.code == status and error.message, error
    else:
        raise AssertionError(f"{status} was expected")
