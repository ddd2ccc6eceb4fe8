"""google-genai."""

import base64
import os

from google import genai
from google.genai import errors, types

import transport
from table import PDF, PNG, QUESTION, WAV, Answer, Failure
from tools import CALLS, NAMES, SCHEMA, Weather

STOPS = {
    types.FinishReason.STOP: "stop", types.FinishReason.MAX_TOKENS: "length", types.FinishReason.SAFETY: "filtered",
}
TOOLS = [types.Tool(function_declarations=[types.FunctionDeclaration(name=name, parameters_json_schema=SCHEMA) for name in NAMES])]
USER = types.UserContent(QUESTION)


def user(data, type):
    return [types.UserContent([QUESTION, types.Part.from_bytes(data=base64.b64decode(data), mime_type=type)])]


def request(case):
    """Contents, and what of the configuration is not the usual."""
    match case:
        case "system": return [USER], {"system_instruction": "Be brief."}
        case "image": return user(PNG, "image/png"), {}
        case "file": return user(PDF, "application/pdf"), {}
        case "audio": return user(WAV, "audio/wav"), {}
        case "calls": return [USER], {"tools": TOOLS}
        case "result":
            made = [types.Part(function_call=types.FunctionCall(id=id, name=name, args=value)) for id, name, value in CALLS]
            image = types.FunctionResponseBlob(mime_type="image/png", data=base64.b64decode(PNG))
            results = [
                types.Part(function_response=types.FunctionResponse(
                    id=id, name=name, response={"result": text}, parts=[types.FunctionResponsePart(inline_data=image)] if has_image else None))
                for (id, name, _), text, has_image in zip(CALLS, ["first", "second"], [False, True])
            ]
            return [USER, types.ModelContent(made), types.UserContent(results)], {"tools": TOOLS}
        case "form": return [USER], {"response_mime_type": "application/json", "response_schema": Weather}
        case "effort" | "no effort":
            thinking = types.ThinkingConfig(thinking_budget=4096 if case == "effort" else 0)
            return [USER], {"thinking_config": thinking, "max_output_tokens": 8000}
        case "unlimited": return [USER], {"max_output_tokens": None}
        case _: return [USER], {}


class Client:
    def __init__(self, note):
        options = types.HttpOptions(
            base_url=f"http://127.0.0.1:{os.environ['ARGO_SHIM_PORT']}", timeout=30000,
            httpx_client=transport.client(note),
        )
        self.sdk = genai.Client(api_key=os.environ["ARGO_SHIM_TOKEN"], http_options=options)

    def ask(self, model, case, streams):
        return self.send(*request(case), model, streams)

    def go_on(self, model, answer, streams):
        calls = [part.function_call for content in answer.native for part in content.parts if part.function_call]
        more = [types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": "found"})) for call in calls]
        return self.send([USER, *answer.native, types.UserContent(more or "And now?")], {}, model, streams)

    def own_calls(self, enqueue, seen):
        """Counts, which Anthropic's service makes as well, and embeddings."""
        for upstream, answer in [("google", '{"totalTokens":3}'), ("messages", '{"input_tokens":3}')]:
            enqueue(answer)
            assert self.sdk.models.count_tokens(model=f"up-{upstream}/counter", contents="hi").total_tokens == 3
            targets = {"google": "/google/v1beta/models/counter:countTokens", "messages": "/messages/v1/messages/count_tokens"}
            assert seen()[0] == targets[upstream]
        enqueue('{"embeddings":[{"values":[1.5]},{"values":[2.5]}]}')
        vectors = self.sdk.models.embed_content(model="up-google/vectors", contents=["a", "b"]).embeddings
        assert [vector.values for vector in vectors] == [[1.5], [2.5]], vectors
        target, body = seen()
        assert target == "/google/v1beta/models/vectors:batchEmbedContents", target
        assert {request["model"] for request in body["requests"]} == {"models/vectors"}, body

    def send(self, contents, more, model, streams):
        off = types.AutomaticFunctionCallingConfig(disable=True)
        configuration = types.GenerateContentConfig(automatic_function_calling=off, **({"max_output_tokens": 500} | more))
        arguments = {"model": model, "contents": contents, "config": configuration}
        if streams:
            return self.read(list(self.sdk.models.generate_content_stream(**arguments)))
        return self.read([self.sdk.models.generate_content(**arguments)])

    def read(self, chunks):
        answer = Answer(stop=None, native=[])
        for chunk in chunks:
            assert isinstance(chunk, types.GenerateContentResponse) and answer.stop is None, chunk
            candidate = chunk.candidates[0]
            answer.native.append(candidate.content)
            for part in candidate.content.parts:
                if part.thought:
                    answer.thought += part.text or ""
                elif part.function_call:
                    answer.calls.append((part.function_call.name, part.function_call.args))
                else:
                    answer.text += part.text or ""
                answer.is_signed |= bool(part.thought_signature)
            answer.stop = STOPS[candidate.finish_reason] if candidate.finish_reason else None
        # Its word for calls is the one for a plain end.
        answer.stop = "calls" if answer.stop == "stop" and answer.calls else answer.stop
        usage = chunks[-1].usage_metadata
        if usage is None:
            answer.usage = None
            return answer
        output = usage.candidates_token_count + (usage.thoughts_token_count or 0)
        assert usage.total_token_count == usage.prompt_token_count + output, usage
        answer.usage = (usage.prompt_token_count, usage.cached_content_token_count or 0, output)
        return answer

    def failure(self, error):
        match error:
            case errors.ClientError() | errors.ServerError():
                assert isinstance(error, errors.ClientError if error.code < 500 else errors.ServerError), error
                return Failure(error.code, error.message)
            case transport.BROKEN(): return Failure(None)
            case _: return None
