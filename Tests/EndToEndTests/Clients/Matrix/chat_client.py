"""The OpenAI SDK's Chat Completions."""

import json

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageFunctionToolCall

import openai_sdk
from table import PDF, PNG, QUESTION, WAV, Answer
from tools import CALLS, NAMES, SCHEMA, Weather

STOPS = {"stop": "stop", "length": "length", "tool_calls": "calls", "content_filter": "filtered"}
TOOLS = [{"type": "function", "function": {"name": name, "parameters": SCHEMA}} for name in NAMES]
LIMIT = {"max_completion_tokens": 500}
USER = {"role": "user", "content": QUESTION}


def user(*parts):
    return [{"role": "user", "content": [{"type": "text", "text": QUESTION}, *parts]}]


def image():
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}


def call(id, name, value):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": json.dumps(value)}}


def request(case):
    match case:
        case "system": return {"messages": [{"role": "system", "content": "Be brief."}, USER]}
        case "image": return {"messages": user(image())}
        case "file":
            return {"messages": user({"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{PDF}"}})}
        case "audio": return {"messages": user({"type": "input_audio", "input_audio": {"data": WAV, "format": "wav"}})}
        case "calls": return {"messages": [USER], "tools": TOOLS}
        case "result":
            # Chat has no images in results: they follow as the user's.
            results = [{"role": "tool", "tool_call_id": id, "content": text} for (id, _, _), text in zip(CALLS, ["first", "second"])]
            made = {"role": "assistant", "content": None, "tool_calls": [call(*made) for made in CALLS]}
            return {"messages": [USER, made, *results, {"role": "user", "content": [image()]}], "tools": TOOLS}
        case "form":
            form = {"name": "weather", "schema": Weather.model_json_schema()}
            return {"messages": [USER], "response_format": {"type": "json_schema", "json_schema": form}}
        case "effort" | "no effort":
            return {"messages": [USER], "reasoning_effort": "none" if case == "no effort" else "low", "max_completion_tokens": 8000}
        case "unlimited": return {"messages": [USER], "max_completion_tokens": openai.omit}
        case _: return {"messages": [USER]}


class Client:
    def __init__(self, note):
        self.sdk = openai_sdk.connect(note)

    def ask(self, model, case, streams):
        return self.send(request(case), model, streams)

    def go_on(self, model, answer, streams):
        """Sends the answer back as the SDK gave it, and asks again."""
        calls = answer.native.get("tool_calls", [])
        more = [{"role": "tool", "tool_call_id": call["id"], "content": "found"} for call in calls]
        turns = [USER, answer.native, *(more or [{"role": "user", "content": "And now?"}])]
        return self.send({"messages": turns}, model, streams)

    def send(self, body, model, streams):
        body = LIMIT | body
        if streams:
            return self.read_stream(self.sdk.chat.completions.create(
                model=model, stream=True, stream_options={"include_usage": True}, **body))
        completion = self.sdk.chat.completions.create(model=model, **body)
        ChatCompletion.model_validate(completion.to_dict())
        choice = completion.choices[0]
        answer = Answer(
            text=choice.message.content or "", refusal=choice.message.refusal or "", stop=STOPS[choice.finish_reason],
            thought=getattr(choice.message, "reasoning_content", ""), is_signed=hasattr(choice.message, "reasoning_signature"),
        )
        for made in choice.message.tool_calls or []:
            assert isinstance(made, ChatCompletionMessageFunctionToolCall) and made.id, made
            answer.calls.append((made.function.name, json.loads(made.function.arguments)))
        answer.usage = self.usage(completion.usage)
        answer.native = choice.message.to_dict()
        return answer

    def read_stream(self, chunks):
        answer, calls, native = Answer(stop=None, usage=None), {}, {}
        for chunk in chunks:
            assert isinstance(chunk, ChatCompletionChunk), chunk
            if chunk.usage:
                answer.usage = self.usage(chunk.usage)
            for choice in chunk.choices:
                ChatCompletionChunk.model_validate(chunk.to_dict())
                answer.text += choice.delta.content or ""
                answer.refusal += choice.delta.refusal or ""
                answer.thought += getattr(choice.delta, "reasoning_content", "")
                if signature := getattr(choice.delta, "reasoning_signature", None):
                    answer.is_signed, native["reasoning_signature"] = True, signature
                for made in choice.delta.tool_calls or []:
                    if made.id:
                        assert made.index not in calls, chunk
                        calls[made.index] = [made.function.name, "", made.id]
                    calls[made.index][1] += made.function.arguments or ""
                answer.stop = STOPS[choice.finish_reason] if choice.finish_reason else answer.stop
        answer.calls = [(name, json.loads(text)) for name, text, _ in calls.values()]
        if calls:
            native["tool_calls"] = [call(id, name, json.loads(text)) for name, text, id in calls.values()]
        answer.native = {"role": "assistant", "content": answer.text} | ({"reasoning_content": answer.thought} if answer.thought else {}) | native
        return answer

    def usage(self, usage):
        if usage is None:
            return None
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage
        return usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens, usage.completion_tokens

    def failure(self, error):
        return openai_sdk.failure(error)
