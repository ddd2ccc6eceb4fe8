"""Google GenAI as an upstream."""

from table import BUDGETS, SIGNATURE, Arrival
from upstream_parts import CALL_IDS, halves, shape


class Google:
    # Whether there is something signed or encrypted without words.
    hides = False
    line_end = "\r\n"
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
