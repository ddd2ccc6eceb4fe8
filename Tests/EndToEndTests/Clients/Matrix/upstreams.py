"""The four upstreams: how each says an answer, whole and as a stream, how it fails, and how a request for it is read."""

import json
import os
import urllib.parse
import urllib.request

from table import BUDGETS, CHAT, GOOGLE, MESSAGES, RESPONSES, SIGNATURE, Arrival

PORT = os.environ["UPSTREAM_PORT"]
CALL_IDS = ["call_up_1", "call_up_2"]


def halves(text):
    middle = len(text) // 2
    return [text[:middle], text[middle:]]


def arguments(answer):
    """Id, name and JSON text of each call."""
    return [(id, name, json.dumps(value)) for id, (name, value) in zip(CALL_IDS, answer.calls)]


def shape(schema, definitions=None):
    """The types in a schema, with its references in their places."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return shape(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    kind = schema["type"].lower()
    if kind == "object":
        return {name: shape(member, definitions) for name, member in schema["properties"].items()}
    return [shape(schema["items"], definitions)] if kind == "array" else kind


def data_of(uri):
    """Media type and base64 of a data URI."""
    head, data = uri.removeprefix("data:").split(",", 1)
    return head.removesuffix(";base64"), data


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


class Responses:
    # Whether there is something signed or encrypted without words.
    hides = False
    line_end = "\n"
    paths = ["/responses/v1/responses", "/argoapi/v1/responses"]

    def usage(self, answer):
        if not answer.usage:
            return None
        input, cached, output = answer.usage
        return {
            "input_tokens": input, "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0}, "output_tokens": output,
            "output_tokens_details": {"reasoning_tokens": 5}, "total_tokens": input + output,
        }

    def response(self, status, output=(), answer=None, details=None, error=None):
        return {
            "id": "resp_up", "object": "response", "created_at": 1, "model": "up", "status": status, "error": error,
            "incomplete_details": details, "instructions": None, "metadata": {}, "output": list(output), "parallel_tool_calls": True,
            "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0, "usage": answer and self.usage(answer),
        }

    def items(self, answer):
        items = [{"id": "rs_up", "type": "reasoning", "summary": [], "encrypted_content": SIGNATURE}] if self.hides else []
        if answer.thought:
            summary = [{"type": "summary_text", "text": answer.thought}]
            items.append({"id": "rs_up", "type": "reasoning", "summary": summary, "encrypted_content": SIGNATURE})
        if answer.text or answer.refusal:
            part = {"type": "output_text", "text": answer.text, "annotations": [], "logprobs": []}
            if answer.refusal:
                part = {"type": "refusal", "refusal": answer.refusal}
            items.append({"id": "msg_up", "type": "message", "status": "completed", "role": "assistant", "content": [part]})
        for index, (id, name, text) in enumerate(arguments(answer)):
            call = {"type": "function_call", "status": "completed", "call_id": id, "name": name, "arguments": text}
            items.append({"id": f"fc_up_{index}"} | call)
        return items

    def end(self, answer):
        reasons = {"length": "max_output_tokens", "filtered": "content_filter"}
        reason = reasons.get(answer.stop)
        return self.response(
            "incomplete" if reason else "completed", self.items(answer), answer, {"reason": reason} if reason else None
        )

    def body(self, answer):
        return self.end(answer)

    def stream(self, answer):
        events = [("response.created", {"response": self.response("in_progress")})]
        events.append(("response.in_progress", {"response": self.response("in_progress")}))
        items = self.items(answer)
        calls = []
        for index, item in enumerate(items):
            place = {"item_id": item["id"], "output_index": index}
            match item["type"]:
                case "reasoning":
                    events.append(("response.output_item.added", {"output_index": index, "item": item | {"summary": []}}))
                    for summary in item["summary"]:
                        part, text = place | {"summary_index": 0}, summary["text"]
                        empty = {"type": "summary_text", "text": ""}
                        events.append(("response.reasoning_summary_part.added", part | {"part": empty}))
                        for piece in halves(text):
                            events.append(("response.reasoning_summary_text.delta", part | {"delta": piece}))
                        events.append(("response.reasoning_summary_text.done", part | {"text": text}))
                        events.append(("response.reasoning_summary_part.done", part | {"part": summary}))
                case "message":
                    opened = item | {"status": "in_progress", "content": []}
                    events.append(("response.output_item.added", {"output_index": index, "item": opened}))
                    part = place | {"content_index": 0}
                    content = item["content"][0]
                    word = "refusal" if content["type"] == "refusal" else "text"
                    kind = "response.refusal" if word == "refusal" else "response.output_text"
                    more = {} if word == "refusal" else {"logprobs": []}
                    events.append(("response.content_part.added", part | {"part": content | {word: ""}}))
                    for piece in halves(content[word]):
                        events.append((kind + ".delta", part | {"delta": piece} | more))
                    events.append((kind + ".done", part | {word: content[word]} | more))
                    events.append(("response.content_part.done", part | {"part": content}))
                case "function_call":
                    calls.append((place, item))
                    opened = item | {"status": "in_progress", "arguments": ""}
                    events.append(("response.output_item.added", {"output_index": index, "item": opened}))
                    continue
            events.append(("response.output_item.done", {"output_index": index, "item": item}))
        for part in range(2):
            for place, item in calls:
                delta = halves(item["arguments"])[part]
                events.append(("response.function_call_arguments.delta", place | {"delta": delta}))
        for place, item in calls:
            done = {"name": item["name"], "arguments": item["arguments"]}
            events.append(("response.function_call_arguments.done", place | done))
            events.append(("response.output_item.done", {"output_index": place["output_index"], "item": item}))
        end = self.end(answer)
        events.append(("response." + end["status"], {"response": end}))
        for number, (name, members) in enumerate(events):
            yield name, {"type": name, "sequence_number": number} | members

    def error(self, words, status):
        return Chat().error(words, status)

    def error_event(self, words):
        code = {"code": "server_is_overloaded", "message": words, "param": None, "sequence_number": 5}
        return "error", {"type": "error"} | code

    def read(self, path, body):
        assert path in self.paths, path
        tools = [tool["name"] for tool in body.get("tools", [])]
        seen = Arrival(system=body.get("instructions") or "", limit=body.get("max_output_tokens"), tools=tools)
        seen.effort = body.get("reasoning", {}).get("effort")
        if format := body.get("text", {}).get("format"):
            seen.form = shape(format["schema"])
        items = body["input"]
        for item in [{"role": "user", "content": items}] if isinstance(items, str) else items:
            match item.get("type", "message"):
                case "message":
                    content = item["content"]
                    parts = [{"type": "input_text", "text": content}] if isinstance(content, str) else content
                    self.read_parts(item["role"], parts, seen)
                case "reasoning":
                    thought = "".join(part["text"] for part in item["summary"])
                    seen.thoughts.append((thought, item["encrypted_content"]))
                case "function_call":
                    seen.calls.append((item["call_id"], item["name"], json.loads(item["arguments"])))
                case "function_call_output":
                    output = item["output"]
                    parts = [{"type": "input_text", "text": output}] if isinstance(output, str) else output
                    text = "".join(part["text"] for part in parts if part["type"] == "input_text")
                    seen.results.append((item["call_id"], text))
                    self.read_parts("tool", parts, seen)
        return seen

    def read_parts(self, role, parts, seen):
        text = "".join(part["text"] for part in parts if part["type"] == "input_text")
        if role == "user":
            seen.text += text
        elif role in ["system", "developer"]:
            seen.system += text
        seen.images += [data_of(part["image_url"]) for part in parts if part["type"] == "input_image"]
        seen.files += [data_of(part["file_data"]) for part in parts if part["type"] == "input_file"]


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


class Google:
    # Whether there is something signed or encrypted without words.
    hides = False
    line_end = "\r\n"
    path = "/google/v1beta/models/{model}:{method}"
    stops = {"stop": "STOP", "length": "MAX_TOKENS", "filtered": "SAFETY", "calls": "STOP"}

    def usage(self, answer):
        if not answer.usage:
            return None
        input, cached, output = answer.usage
        usage = {
            "promptTokenCount": input, "candidatesTokenCount": output - 5, "thoughtsTokenCount": 5, "totalTokenCount": input + output
        }
        return usage | ({"cachedContentTokenCount": cached} if cached else {})

    def response(self, parts, finish=None, usage=None):
        candidate = {"content": {"role": "model", "parts": parts}, "index": 0} | ({"finishReason": finish} if finish else {})
        figures = {"usageMetadata": usage} if usage else {}
        return {"candidates": [candidate]} | figures | {"modelVersion": "up", "responseId": "up"}

    def calls(self, answer):
        calls = [{"functionCall": {"name": name, "args": value, "id": id}} for id, (name, value) in zip(CALL_IDS, answer.calls)]
        return [call | {"thoughtSignature": SIGNATURE} for call in calls] if self.hides else calls

    def body(self, answer):
        parts = [{"text": answer.thought, "thought": True, "thoughtSignature": SIGNATURE}] if answer.thought else []
        parts += [{"text": answer.text}] if answer.text else []
        return self.response(parts + self.calls(answer), self.stops[answer.stop], self.usage(answer))

    def stream(self, answer):
        parts = [[{"text": piece, "thought": True}] for piece in halves(answer.thought) if piece]
        if parts:
            parts[-1][0]["thoughtSignature"] = SIGNATURE
        parts += [[{"text": piece}] for piece in halves(answer.text) if piece]
        if answer.calls:
            parts.append(self.calls(answer))
        for piece in parts[:-1]:
            yield None, self.response(piece)
        # The last piece stands beside the reason of the end.
        yield None, self.response(parts[-1], self.stops[answer.stop], self.usage(answer))

    # https://cloud.google.com/apis/design/errors.
    errors = {
        400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
        500: "INTERNAL", 503: "UNAVAILABLE",
    }

    def error(self, words, status):
        return {"error": {"code": status, "message": words, "status": self.errors[status]}}

    def error_event(self, words):
        return None, self.error(words, 503)

    def read(self, path, body):
        assert "model" not in body and path.startswith("/google/v1beta/models/"), (path, body)
        system = body.get("systemInstruction", {"parts": []})["parts"]
        tools = [tool for list in body.get("tools", []) for tool in list["functionDeclarations"]]
        configuration = body.get("generationConfig", {})
        limit = configuration.get("maxOutputTokens")
        seen = Arrival(system="".join(part["text"] for part in system), limit=limit, tools=[tool["name"] for tool in tools])
        thinking = configuration.get("thinkingConfig", {})
        seen.effort = BUDGETS[thinking.get("thinkingBudget", thinking.get("thinking_budget"))]
        if form := configuration.get("responseSchema"):
            assert configuration["responseMimeType"] == "application/json", body
            seen.form = shape(form)
        for content in body["contents"]:
            for part in content["parts"]:
                self.read_part(content["role"], part, seen)
        # All results of one turn stand in one content.
        counts = [sum("functionResponse" in part for part in content["parts"]) for content in body["contents"]]
        assert not seen.results or len(seen.results) in counts, body
        return seen

    def read_part(self, role, part, seen):
        if part.get("thought"):
            # A client that keeps the pieces of a stream sends them back one by one.
            thought = (seen.thoughts.pop()[0] if seen.thoughts else "") + part["text"]
            seen.thoughts.append((thought, part.get("thoughtSignature")))
        elif call := part.get("functionCall"):
            seen.calls.append((call["id"], call["name"], call["args"]))
            if signature := part.get("thoughtSignature"):
                seen.thoughts.append(("", signature))
        elif result := part.get("functionResponse"):
            response = result["response"]
            seen.results.append((result["id"], response.get("output") or response["result"]))
            for inner in result.get("parts", []):
                self.read_part(role, inner, seen)
        elif data := part.get("inlineData") or part.get("inline_data"):
            # Google takes both spellings, and both alphabets.
            kind = data.get("mimeType") or data["mime_type"]
            bytes = data["data"].translate(str.maketrans("-_", "+/"))
            if not kind.startswith("audio/"):
                (seen.images if kind.startswith("image/") else seen.files).append((kind, bytes))
        elif role == "user":
            seen.text += part["text"]


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
