"""The Anthropic SDK."""

import os

import anthropic
from anthropic.types import Message, RedactedThinkingBlock, TextBlock, ThinkingBlock, ToolUseBlock

import transport
from table import PDF, PNG, QUESTION, Answer, Failure
from tools import CALLS, NAMES, SCHEMA, Weather

STOPS = {"end_turn": "stop", "max_tokens": "length", "tool_use": "calls", "refusal": "filtered"}
CLASSES = {
    400: anthropic.BadRequestError, 401: anthropic.AuthenticationError, 403: anthropic.PermissionDeniedError,
    404: anthropic.NotFoundError, 429: anthropic.RateLimitError,
}
TOOLS = [{"name": name, "input_schema": SCHEMA} for name in NAMES]
USER = {"role": "user", "content": QUESTION}
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}


def user(*blocks):
    return [{"role": "user", "content": [{"type": "text", "text": QUESTION}, *blocks]}]


def request(case):
    match case:
        case "system": return {"system": "Be brief.", "messages": [USER]}
        case "image": return {"messages": user(IMAGE)}
        case "file":
            source = {"type": "base64", "media_type": "application/pdf", "data": PDF}
            return {"messages": user({"type": "document", "title": "a.pdf", "source": source})}
        case "calls": return {"messages": [USER], "tools": TOOLS}
        case "result":
            made = [{"type": "tool_use", "id": id, "name": name, "input": value} for id, name, value in CALLS]
            contents = ["first", [{"type": "text", "text": "second"}, IMAGE]]
            results = [{"type": "tool_result", "tool_use_id": call[0], "content": content} for call, content in zip(CALLS, contents)]
            return {"messages": [USER, {"role": "assistant", "content": made}, {"role": "user", "content": results}], "tools": TOOLS}
        case "form":
            form = {"type": "json_schema", "schema": Weather.model_json_schema()}
            return {"messages": [USER], "output_config": {"format": form}}
        case "effort": return {"messages": [USER], "thinking": {"type": "enabled", "budget_tokens": 4096}, "max_tokens": 8000}
        case "no effort": return {"messages": [USER], "thinking": {"type": "disabled"}, "max_tokens": 8000}
        case _: return {"messages": [USER]}


class Client:
    def __init__(self, note):
        self.sdk = anthropic.Anthropic(
            base_url=f"http://127.0.0.1:{os.environ['ARGO_SHIM_PORT']}", api_key=os.environ["ARGO_SHIM_TOKEN"], max_retries=0, timeout=30,
            http_client=transport.client(note),
        )

    def ask(self, model, case, streams):
        return self.send(request(case), model, streams)

    def go_on(self, model, answer, streams):
        calls = [block["id"] for block in answer.native if block["type"] == "tool_use"]
        results = [{"type": "tool_result", "tool_use_id": id, "content": "found"} for id in calls]
        turns = [USER, {"role": "assistant", "content": answer.native}, {"role": "user", "content": results or "And now?"}]
        return self.send({"messages": turns}, model, streams)

    def own_calls(self, enqueue, seen):
        """A count, which Google's service makes as well."""
        for upstream, answer in [("messages", '{"input_tokens":3}'), ("google", '{"totalTokens":3}')]:
            enqueue(answer)
            assert self.sdk.messages.count_tokens(model=f"up-{upstream}/counter", **request("system")).input_tokens == 3
            target, body = seen()
            assert target == {"messages": "/messages/v1/messages/count_tokens", "google": "/google/v1beta/models/counter:countTokens"}[upstream]
            assert "Be brief." in str(body), body

    def send(self, body, model, streams):
        body = {"max_tokens": 500} | body
        if streams:
            # The SDK puts the message together from its events, and fails where one is out of place.
            with self.sdk.messages.stream(model=model, **body) as stream:
                stopped = [event.type for event in stream].count("message_stop")
                message = stream.get_final_message()
            assert stopped == 1, "a stream ends once"
        else:
            message = self.sdk.messages.create(model=model, **body)
        return self.read(message)

    def read(self, message):
        assert isinstance(message, Message), message
        Message.model_validate(message.to_dict())
        answer = Answer(stop=STOPS[message.stop_reason], native=[block.to_dict() for block in message.content])
        for block in message.content:
            match block:
                case TextBlock(): answer.text += block.text
                case ThinkingBlock():
                    answer.thought += block.thinking
                    answer.is_signed = bool(block.signature)
                case RedactedThinkingBlock(): answer.is_signed = True
                case ToolUseBlock(): answer.calls.append((block.name, block.input))
                case _: raise AssertionError(block)
        usage = message.usage
        cached, created = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
        answer.usage = (usage.input_tokens + cached + created, cached, usage.output_tokens)
        return answer

    def failure(self, error):
        match error:
            case anthropic.APIConnectionError() | transport.BROKEN(): return Failure(None)
            # In a stream, whose status was 200.
            case anthropic.APIStatusError() if error.status_code == 200: return Failure(503, error.message)
            case anthropic.APIStatusError():
                kind = CLASSES.get(error.status_code)
                assert type(error) is kind if kind else isinstance(error, anthropic.InternalServerError), error
                return Failure(error.status_code, error.message)
            case _: return None
