"""OpenAI Responses as an upstream."""

import json

import chat_upstream
from table import SIGNATURE, Arrival
from upstream_parts import arguments, data_of, halves, shape


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
        return chat_upstream.Chat().error(words, status)

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
