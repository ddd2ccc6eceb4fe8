"""The OpenAI SDK's Responses."""

import json

import openai
from openai.types import responses

import openai_sdk
from table import PDF, PNG, QUESTION, Answer, Failure
from tools import CALLS, NAMES, SCHEMA, Weather

TOOLS = [{"type": "function", "name": name, "parameters": SCHEMA, "strict": False} for name in NAMES]
USER = {"role": "user", "content": QUESTION}
IMAGE = {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "auto"}


def user(*parts):
    return [{"role": "user", "content": [{"type": "input_text", "text": QUESTION}, *parts]}]


def request(case):
    match case:
        case "system": return {"instructions": "Be brief.", "input": QUESTION}
        case "image": return {"input": user(IMAGE)}
        case "file": return {"input": user({"type": "input_file", "filename": "a.pdf", "file_data": f"data:application/pdf;base64,{PDF}"})}
        case "calls": return {"input": [USER], "tools": TOOLS}
        case "result":
            made = [{"type": "function_call", "call_id": id, "name": name, "arguments": json.dumps(value)} for id, name, value in CALLS]
            outputs = ["first", [{"type": "input_text", "text": "second"}, IMAGE]]
            results = [{"type": "function_call_output", "call_id": call[0], "output": output} for call, output in zip(CALLS, outputs)]
            return {"input": [USER, *made, *results], "tools": TOOLS}
        case "form":
            form = {"type": "json_schema", "name": "weather", "schema": Weather.model_json_schema()}
            return {"input": QUESTION, "text": {"format": form}}
        case "effort" | "no effort":
            return {"input": QUESTION, "reasoning": {"effort": "none" if case == "no effort" else "low"}, "max_output_tokens": 8000}
        case "unlimited": return {"input": QUESTION, "max_output_tokens": openai.omit}
        case _: return {"input": QUESTION}


class Client:
    def __init__(self, note):
        self.sdk = openai_sdk.connect(note)

    def ask(self, model, case, streams):
        return self.send(request(case), model, streams)

    def go_on(self, model, answer, streams):
        calls = [item["call_id"] for item in answer.native if item["type"] == "function_call"]
        more = [{"type": "function_call_output", "call_id": id, "output": "found"} for id in calls]
        return self.send({"input": [USER, *answer.native, *(more or [{"role": "user", "content": "And now?"}])]}, model, streams)

    def send(self, body, model, streams):
        body = {"max_output_tokens": 500} | body
        response = self.sdk.responses.create(model=model, stream=streams, store=False, **body)
        return self.read(self.whole(response) if streams else response)

    def whole(self, events):
        """The last event's response; every event is one of the SDK's own, in its order."""
        end, text, number = None, "", 0
        for event in events:
            type(event).model_validate(event.to_dict())
            assert end is None, event
            if isinstance(event, responses.ResponseErrorEvent):
                raise Told(Failure(503, event.message))
            assert event.sequence_number == number, event
            number += 1
            match event:
                case responses.ResponseTextDeltaEvent(): text += event.delta
                case responses.ResponseFailedEvent(): raise Told(Failure(503, event.response.error.message))
                case responses.ResponseCompletedEvent() | responses.ResponseIncompleteEvent(): end = event.response
        assert end is not None and text == end.output_text, end
        return end

    def read(self, response):
        assert isinstance(response, responses.Response), response
        responses.Response.model_validate(response.to_dict())
        answer = Answer(native=[item.to_dict() for item in response.output])
        for item in response.output:
            match item:
                case responses.ResponseOutputMessage():
                    for part in item.content:
                        match part:
                            case responses.ResponseOutputText(): answer.text += part.text
                            case responses.ResponseOutputRefusal(): answer.refusal += part.refusal
                case responses.ResponseFunctionToolCall(): answer.calls.append((item.name, json.loads(item.arguments)))
                case responses.ResponseReasoningItem():
                    answer.thought += "".join(part.text for part in item.summary)
                    answer.is_signed = bool(item.encrypted_content)
                case _: raise AssertionError(item)
        reasons = {"max_output_tokens": "length", "content_filter": "filtered"}
        match response.status:
            case "completed": answer.stop = "calls" if answer.calls else "stop"
            case "incomplete": answer.stop = reasons[response.incomplete_details.reason]
            case _: raise AssertionError(response)
        usage = response.usage
        if usage is None:
            answer.usage = None
            return answer
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens, usage
        answer.usage = (usage.input_tokens, usage.input_tokens_details.cached_tokens, usage.output_tokens)
        return answer

    def failure(self, error):
        return error.failure if isinstance(error, Told) else openai_sdk.failure(error)


class Told(Exception):
    """A failure that the SDK hands on as an event, and does not raise."""

    def __init__(self, failure):
        self.failure = failure
