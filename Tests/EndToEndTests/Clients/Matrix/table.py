"""The contract between a client's dialect and an upstream's: for every pair of the four, what is asked, what comes back, what arrives.

A case is asked once whole and once as a stream. Its rule stands in ANSWERS (what the client's SDK gets) and in ARRIVALS (what the
upstream gets). Where a dialect or a pair departs from the rule, a line below says so, and why. Nothing is skipped in silence.
"""

from dataclasses import dataclass, field, replace

CHAT, RESPONSES, MESSAGES, GOOGLE = DIALECTS = ["chat", "responses", "messages", "google"]

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PDF = "JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK"
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
SIGNATURE = "c2lnbmF0dXJlIG9mIHRoZSB1cHN0cmVhbQ=="


@dataclass
class Answer:
    """What a model says. `usage` is input with what was cached, the cached part of it, and output with the thoughts."""

    text: str = ""
    refusal: str = ""
    thought: str = ""
    is_signed: bool = False
    calls: list = field(default_factory=list)
    stop: str = "stop"
    usage: tuple | None = (100, 0, 20)
    # As the SDK gave it, to be sent back.
    native: object = field(default=None, compare=False, repr=False)


@dataclass
class Failure:
    """What the SDK raises: `status` is None where the connection just ends, `words` are in the exception."""

    status: int | None
    words: str = ""
    error: Exception | None = field(default=None, compare=False, repr=False)


@dataclass
class Arrival:
    """What an upstream was asked, read from its own dialect."""

    system: str = ""
    text: str = ""
    limit: int | None = None
    images: list = field(default_factory=list)
    files: list = field(default_factory=list)
    tools: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    results: list = field(default_factory=list)
    thoughts: list = field(default_factory=list)
    effort: str | None = None
    # The types of the members of the answer that is asked for.
    form: dict | None = None


# What the client gets.
ANSWERS = {
    "text": Answer(text='Hello, wörld\n"x"'),
    "system": Answer(text="Ok."),
    "image": Answer(text="Seen."),
    "file": Answer(text="Read."),
    # The upstream tells the arguments of the two calls in turns, where its dialect can.
    "calls": Answer(text="Now.", calls=[("read", {"path": "a/b"}), ("list", {"depth": 1.5})], stop="calls"),
    # Two calls, and results of which the second has an image.
    "result": Answer(text="Done."),
    # What the upstream signs is sent back by the client, and arrives as it was signed.
    "thinking": Answer(thought="Let me see.", is_signed=True, text="Yes."),
    # What the upstream signs or encrypts beside a call, without words; it has to come back with the call and its result.
    "hidden": Answer(calls=[("read", {"path": "a/b"})], is_signed=True, stop="calls"),
    "refusal": Answer(refusal="I will not."),
    "length": Answer(text="Half", stop="length"),
    "filtered": Answer(text="Half", stop="filtered"),
    "cache": Answer(text="Ok.", usage=(100, 40, 20)),
    # Where an upstream gives no figures, a client of another dialect gets zeros.
    "no usage": Answer(text="Ok.", usage=None),
    # An error before the answer, with `retry-after`: status and words are kept, and the SDK raises what it has for the status.
    "error 429": Failure(429, "Slow down."),
    "error 400": Failure(400, "It is too long."),
    "error 401": Failure(401, "Who are you?"),
    "error 403": Failure(403, "Not for you."),
    "error 404": Failure(404, "It is gone."),
    "error 500": Failure(500, "Something broke."),
    "error 503": Failure(503, "Come back later."),
    # An error in the middle of the stream; whole, an error under the status 200.
    "broken": Failure(503, "Come back later."),
    # The connection ends in the middle.
    "cut": Failure(None),
    "audio": Answer(text="Heard."),
    # An answer in a form: a schema with a reference in it.
    "form": Answer(text='{"place":{"city":"Chicago","height":181.5},"degrees":21,"words":["sunny"]}'),
    # The model is to reason a little, or not at all: by a word in OpenAI's dialects, by a budget in the others.
    "effort": Answer(text="Ok."),
    "no effort": Answer(text="Ok."),
    # Without a limit of the answer's length.
    "unlimited": Answer(text="Ok."),
}

# What the upstream gets.
QUESTION = "What is it?"
ASKED = Arrival(text=QUESTION, limit=500)
ARRIVALS = {case: ASKED for case in ANSWERS} | {
    "system": replace(ASKED, system="Be brief."),
    "image": replace(ASKED, images=[("image/png", PNG)]),
    "file": replace(ASKED, files=[("application/pdf", PDF)]),
    "calls": replace(ASKED, tools=["read", "list"]),
    "result": replace(
        ASKED, tools=["read", "list"], calls=[("call_1", "read", {"path": "a/b"}), ("call_2", "list", {"depth": 1.5})],
        results=[("call_1", "first"), ("call_2", "second")], images=[("image/png", PNG)],
    ),
    "thinking": replace(ASKED, text=QUESTION + "And now?", thoughts=[("Let me see.", SIGNATURE)]),
    "hidden": replace(
        ASKED, calls=[("call_up_1", "read", {"path": "a/b"})], results=[("call_up_1", "found")], thoughts=[("", SIGNATURE)]
    ),
    "unlimited": replace(ASKED, limit=None),
    "effort": replace(ASKED, limit=8000, effort="low"),
    "no effort": replace(ASKED, limit=8000, effort="none"),
    "form": replace(ASKED, form={"place": {"city": "string", "height": "number"}, "degrees": "integer", "words": ["string"]}),
}

# Models of which it is known how they are made to reason; of all others nothing is known.
REASONING = {CHAT: "gpt-5.2", RESPONSES: "gpt-5.2", MESSAGES: "claude-sonnet-4-5", GOOGLE: "gemini-2.5-flash"}
BUDGETS = {4096: "low", 0: "none", None: None}


def model(upstream, case):
    return REASONING[upstream] if "effort" in case else "m-" + case.replace(" ", "-")


# --- What a dialect has no word for: no such case can come from it. ---

UPSTREAM_LACKS = {
    (CHAT, "hidden"): "Chat has no place for it.",
    (GOOGLE, "refusal"): "Google's models refuse in plain text, or are stopped (filtered).",
    (RESPONSES, "audio"): "Responses has no audio.",
    (MESSAGES, "audio"): "Messages has no audio.",
}
CLIENT_LACKS = {
    (MESSAGES, "unlimited"): "Messages requires a limit.",
    (RESPONSES, "audio"): "Responses has no audio.",
    (MESSAGES, "audio"): "Messages has no audio.",
}

# --- What an upstream says in another way. ---

UPSTREAM_SAYS = {
    # `stop_reason: refusal` is Messages' one word for both.
    (MESSAGES, "refusal"): {"refusal": "", "text": "I will not.", "stop": "filtered"},
    # Chat has no signatures, so that there is nothing to send back.
    (CHAT, "thinking"): {"is_signed": False},
}

# --- What a client is told in another way. ---

CLIENT_GETS = {
    (MESSAGES, "refusal"): {"refusal": "", "text": "I will not.", "stop": "filtered"},
    (GOOGLE, "refusal"): {"refusal": "", "text": "I will not."},
    # It is in the call's id, or nowhere.
    (CHAT, "hidden"): {"is_signed": False},
    **{(client, "no usage"): {"usage": (0, 0, 0)} for client in DIALECTS},
}
PAIR_GETS = {
    # A thought without a signature is no thought in Messages: the shim makes one that it knows again.
    (MESSAGES, CHAT, "thinking"): {"is_signed": True},
    # What goes through untranslated has none, which these SDKs know; Anthropic's does not, and is told zeros.
    **{(dialect, dialect, "no usage"): {"usage": None} for dialect in [CHAT, RESPONSES, GOOGLE]},
}

# --- What arrives in another way. ---

PAIR_SENDS = {
    # The model is not told its earlier thoughts in Chat, which has no place for them; noted. Its own clients' words go through.
    **{(client, CHAT, "thinking"): {"thoughts": []} for client in [RESPONSES, MESSAGES, GOOGLE]},
    (CHAT, CHAT, "thinking"): {"thoughts": [("Let me see.", None)]},
    # A Chat client has a place for Google's signatures only, in the id of the call that they sign.
    **{(CHAT, upstream, "hidden"): {"thoughts": []} for upstream in [RESPONSES, MESSAGES]},
}

# --- Notes: words of the header `x-argo-shim-note`. Every other answer has none. ---

# What only the answer tells cannot stand in the head of a stream; it is in the log then.
WHOLE_NOTES = {
    **{(CHAT, upstream, "hidden"): "Chat Completions has no place for hidden reasoning" for upstream in [RESPONSES, MESSAGES]},
}

NOTES = {
    **{(client, GOOGLE, "file"): "Google has no place for a file's name" for client in [CHAT, RESPONSES, MESSAGES]},
    **{(client, CHAT, "thinking"): "the model does not accept its earlier reasoning" for client in [RESPONSES, MESSAGES, GOOGLE]},
}

# --- Refused with 400 before the upstream is asked: the place in the client's body. ---

PLACES = {CHAT: "messages[0].content[1]", GOOGLE: "contents[0].parts[1]"}
REFUSED = {
    # No model is known to hear of which nothing is known.
    **{(client, upstream, "audio"): PLACES[client] for client in PLACES for upstream in DIALECTS if client != upstream},
    # Messages requires a limit, and that of a model of which nothing is known is not guessed.
    **{(client, MESSAGES, "unlimited"): "max_tokens" for client in [CHAT, RESPONSES, GOOGLE]},
}

# --- Argo's own models: the same table, on the routes that the shim takes for a client's dialect. ---

ARGO_ROUTES = {
    "claude-opus-4-8": {client: MESSAGES for client in DIALECTS},
    "gpt-5.5": {CHAT: CHAT, RESPONSES: RESPONSES, MESSAGES: RESPONSES, GOOGLE: RESPONSES},
    "gpt-4o": {CHAT: CHAT, RESPONSES: RESPONSES, MESSAGES: CHAT, GOOGLE: CHAT},
    "gemini-2.5-pro": {client: CHAT for client in DIALECTS},
}
# Argo answers a Claude request of some length in a stream alone, so that it is always asked for one.
ARGO_STREAMS = ["claude-opus-4-8"]
# What is known of these models changes what they are sent; the tests of the translation have that, model by model.
ARGO_ELSEWHERE = ["form", "effort", "no effort", "unlimited", "audio"]

# --- What the SDK of a client raises. ---

CUT_WHOLE = Failure(502, "connection")


def refusal_of(client, upstream, case):
    """The place that a 400 names; None where the case is carried."""
    return REFUSED.get((client, upstream, case))


def said(upstream, case):
    """What the upstream is made to say; None where its dialect cannot."""
    if (upstream, case) in UPSTREAM_LACKS:
        return None
    rule = ANSWERS[case]
    return replace(rule, **UPSTREAM_SAYS.get((upstream, case), {})) if isinstance(rule, Answer) else rule


def expected(client, upstream, case, streams):
    """What the client gets."""
    answer = said(upstream, case)
    if isinstance(answer, Answer):
        changes = CLIENT_GETS.get((client, case), {}) | PAIR_GETS.get((client, upstream, case), {})
        return replace(answer, **changes)
    if case == "cut" and not streams:
        return CUT_WHOLE
    if case == "broken" and not streams and upstream == MESSAGES:
        # Anthropic's own status for it.
        return replace(answer, status=529)
    return answer


def noted(client, upstream, case, streams):
    key = (client, upstream, case)
    return NOTES.get(key) or (None if streams else WHOLE_NOTES.get(key))


def arriving(client, upstream, case):
    return replace(ARRIVALS[case], **PAIR_SENDS.get((client, upstream, case), {}))
