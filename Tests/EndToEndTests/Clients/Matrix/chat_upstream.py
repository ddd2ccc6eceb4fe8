"""OpenAI Chat Completions as an upstream."""

import json

from table import Arrival
from upstream_parts import arguments, data_of, halves, shape


class Chat:
    # Whether there is something signed or encrypted without words.
    hides = False
    line_end = "\n"
    paths = ["/chat/v1/chat/completions", "/argoapi/v1/chat/completions"]
    stops = {"stop": "stop", "length": "length", "filtered": "content_filter", "calls": "tool_calls"}

    def usage(self, answer):
        if not answer.usage:
            return None
        input, cached, output = answer.usage
        return {
            "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output,
            "prompt_tokens_details": {"cached_tokens": cached}, "completion_tokens_details": {"reasoning_tokens": 5},
        }

    def body(self, answer):
        message = {"role": "assistant", "content": answer.text or None, "refusal": answer.refusal or None}
        if answer.thought:
            message["reasoning_content"] = answer.thought
        if answer.calls:
            message["tool_calls"] = [
                {"id": id, "type": "function", "function": {"name": name, "arguments": text}} for id, name, text in arguments(answer)
            ]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.stops[answer.stop]}
        return {
            "id": "chatcmpl-up", "object": "chat.completion", "created": 1, "model": "up", "choices": [choice]
        } | ({"usage": self.usage(answer)} if answer.usage else {})

    def chunk(self, delta, finish=None):
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {"id": "chatcmpl-up", "object": "chat.completion.chunk", "created": 1, "model": "up", "choices": [choice]}

    def stream(self, answer):
        # Azure's first chunk has no choices.
        yield None, self.chunk({}) | {"choices": [], "prompt_filter_results": []}
        yield None, self.chunk({"role": "assistant", "content": ""})
        for name, text in [("reasoning_content", answer.thought), ("content", answer.text), ("refusal", answer.refusal)]:
            for piece in filter(None, halves(text)):
                yield None, self.chunk({name: piece})
        calls = arguments(answer)
        for index, (id, name, _) in enumerate(calls):
            function = {"name": name, "arguments": ""}
            yield None, self.chunk({"tool_calls": [{"index": index, "id": id, "type": "function", "function": function}]})
        for part in range(2):
            for index, (_, _, text) in enumerate(calls):
                yield None, self.chunk({"tool_calls": [{"index": index, "function": {"arguments": halves(text)[part]}}]})
        yield None, self.chunk({}, self.stops[answer.stop])
        if answer.usage:
            yield None, self.chunk({}) | {"choices": [], "usage": self.usage(answer)}
        yield None, "[DONE]"

    # Type and code of each status (https://platform.openai.com/docs/guides/error-codes).
    errors = {
        400: ("invalid_request_error", "context_length_exceeded"), 401: ("invalid_request_error", "invalid_api_key"),
        403: ("permission_error", None), 404: ("invalid_request_error", None), 429: ("rate_limit_error", "rate_limit_exceeded"),
        500: ("server_error", None), 503: ("server_error", "server_is_overloaded"),
    }

    def error(self, words, status):
        kind, code = self.errors[status]
        return {"error": {"message": words, "type": kind, "param": None, "code": code}}

    def error_event(self, words):
        return None, self.error(words, 503)

    def read(self, path, body):
        assert path in self.paths, path
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        seen = Arrival(limit=limit, tools=[tool["function"]["name"] for tool in body.get("tools", [])])
        seen.effort = body.get("reasoning_effort")
        if format := body.get("response_format"):
            seen.form = shape(format["json_schema"]["schema"])
        for message in body["messages"]:
            content = message.get("content") or []
            parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
            text = "".join(part["text"] for part in parts if part["type"] == "text")
            match message["role"]:
                case "system" | "developer": seen.system += text
                case "tool": seen.results.append((message["tool_call_id"], text))
                case "user":
                    seen.text += text
                    seen.images += [data_of(part["image_url"]["url"]) for part in parts if part["type"] == "image_url"]
                    seen.files += [data_of(part["file"]["file_data"]) for part in parts if part["type"] == "file"]
                case "assistant":
                    if thought := message.get("reasoning_content"):
                        seen.thoughts.append((thought, message.get("reasoning_signature")))
                    for call in message.get("tool_calls") or []:
                        function = call["function"]
                        seen.calls.append((call["id"], function["name"], json.loads(function["arguments"])))
        return seen
