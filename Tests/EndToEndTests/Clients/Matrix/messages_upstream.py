"""Anthropic Messages as an upstream."""

import json

from table import BUDGETS, SIGNATURE, Arrival
from upstream_parts import CALL_IDS, halves, shape


class Messages:
    # Whether there is something signed or encrypted without words.
    hides = False
    line_end = "\n"
    paths = ["/messages/v1/messages", "/argoapi/v1/messages"]
    stops = {"stop": "end_turn", "length": "max_tokens", "filtered": "refusal", "calls": "tool_use"}

    def usage(self, answer):
        if not answer.usage:
            return {}
        input, cached, output = answer.usage
        # A part of what was not read from the cache was written to it.
        created = 30 if cached else 0
        return {
            "input_tokens": input - cached - created, "cache_read_input_tokens": cached, "cache_creation_input_tokens": created,
            "output_tokens": output,
        }

    def blocks(self, answer):
        blocks = [{"type": "redacted_thinking", "data": SIGNATURE}] if self.hides else []
        if answer.thought:
            blocks.append({"type": "thinking", "thinking": answer.thought, "signature": SIGNATURE})
        if answer.text:
            blocks.append({"type": "text", "text": answer.text})
        for id, (name, value) in zip(CALL_IDS, answer.calls):
            blocks.append({"type": "tool_use", "id": id, "name": name, "input": value})
        return blocks

    def body(self, answer):
        return {
            "id": "msg_up", "type": "message", "role": "assistant", "model": "up", "content": self.blocks(answer),
            "stop_reason": self.stops[answer.stop], "stop_sequence": None, "usage": self.usage(answer),
        }

    def stream(self, answer):
        message = self.body(answer) | {"content": [], "stop_reason": None}
        message["usage"] = message["usage"] | ({"output_tokens": 1} if answer.usage else {})
        events = [{"type": "message_start", "message": message}, {"type": "ping"}]
        for index, block in enumerate(self.blocks(answer)):
            match block["type"]:
                case "text":
                    start = {"type": "text", "text": ""}
                    deltas = [{"type": "text_delta", "text": piece} for piece in halves(block["text"])]
                case "thinking":
                    start = {"type": "thinking", "thinking": "", "signature": ""}
                    deltas = [{"type": "thinking_delta", "thinking": piece} for piece in halves(block["thinking"])]
                    deltas.append({"type": "signature_delta", "signature": block["signature"]})
                case "redacted_thinking": start, deltas = block, []
                case "tool_use":
                    start = block | {"input": {}}
                    pieces = ["", *halves(json.dumps(block["input"]))]
                    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
            events.append({"type": "content_block_start", "index": index, "content_block": start})
            events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
            events.append({"type": "content_block_stop", "index": index})
        # The input's figures are repeated.
        delta = {"stop_reason": self.stops[answer.stop], "stop_sequence": None}
        events += [{"type": "message_delta", "delta": delta, "usage": self.usage(answer)}, {"type": "message_stop"}]
        for event in events:
            yield event["type"], event

    # https://docs.anthropic.com/en/api/errors.
    errors = {
        400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error",
        500: "api_error", 503: "api_error", 529: "overloaded_error",
    }

    def error(self, words, status):
        return {"type": "error", "error": {"type": self.errors[status], "message": words}, "request_id": "req_up"}

    def error_event(self, words):
        return "error", {"type": "error", "error": {"type": "overloaded_error", "message": words}}

    def read(self, path, body):
        assert path in self.paths, path
        system = body.get("system", "")
        seen = Arrival(
            system=system if isinstance(system, str) else "".join(block["text"] for block in system),
            limit=body["max_tokens"], tools=[tool["name"] for tool in body.get("tools", [])],
        )
        if thinking := body.get("thinking"):
            seen.effort = "none" if thinking["type"] == "disabled" else BUDGETS[thinking["budget_tokens"]]
        if configuration := body.get("output_config"):
            seen.form = shape(configuration["format"]["schema"])
        for message in body["messages"]:
            content = message["content"]
            for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
                self.read_block(message["role"], block, seen)
        # All results of one turn stand in one message.
        counts = [
            sum(block["type"] == "tool_result" for block in message["content"])
            for message in body["messages"] if not isinstance(message["content"], str)
        ]
        assert not seen.results or len(seen.results) in counts, body
        return seen

    def read_block(self, role, block, seen):
        match block["type"]:
            case "text" if role == "user": seen.text += block["text"]
            case "image": seen.images.append((block["source"]["media_type"], block["source"]["data"]))
            case "document": seen.files.append((block["source"]["media_type"], block["source"]["data"]))
            case "tool_use": seen.calls.append((block["id"], block["name"], block["input"]))
            case "thinking": seen.thoughts.append((block["thinking"], block["signature"]))
            case "redacted_thinking": seen.thoughts.append(("", block["data"]))
            case "tool_result":
                content = block["content"]
                parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
                text = "".join(part["text"] for part in parts if part["type"] == "text")
                seen.results.append((block["tool_use_id"], text))
                for part in parts:
                    if part["type"] != "text":
                        self.read_block(role, part, seen)
