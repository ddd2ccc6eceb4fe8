"""Answers that a client of the Responses API comes back to: in the model's own dialect, and translated."""

import openai
from connection import CLAUDE, GPT, openai_client

client = openai_client()
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
tools = [{"type": "function", "name": "get_weather", "description": "Tells the weather", "parameters": SCHEMA, "strict": False}]

for model in [GPT, "gpt-5.5", CLAUDE]:
    # A tool's result alone is sent back: the call stands in the answer that is kept.
    first = client.responses.create(model=model, input="use the tool get_weather", tools=tools)
    call = next(item for item in first.output if item.type == "function_call")
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees and sunny"}
    second = client.responses.create(model=model, input=[result], tools=tools, previous_response_id=first.id)
    print(second)
    assert "21 degrees and sunny" in second.output_text and second.previous_response_id == first.id, second

    with client.responses.stream(model=model, input="Say hi", previous_response_id=second.id) as stream:
        third = stream.get_final_response()
    print(third)
    assert third.output_text.endswith("You said: Say hi") and third.previous_response_id == second.id, third

    items = client.responses.input_items.list(third.id, order="asc")
    print(items)
    assert items.data[0].role == "user" and items.data[0].content[0].text == "use the tool get_weather", items
    assert [item.type for item in items.data if "call" in item.type] == ["function_call", "function_call_output"], items
    message = next(item for item in third.output if item.type == "message")
    named = [{"role": "user", "content": "hi"}, {"type": "item_reference", "id": message.id}, {"role": "user", "content": "Say ho"}]
    fourth = client.responses.create(model=model, input=named)
    assert fourth.output_text.endswith("You said: Say ho"), fourth
    assert any(item.type == "message" and item.role == "assistant" for item in client.responses.input_items.list(fourth.id).data)

    again = client.responses.retrieve(third.id)
    assert again.id == third.id and again.output_text == third.output_text and again.store, again
    client.responses.delete(third.id)
    for attempt in [
        lambda: client.responses.retrieve(third.id),
        lambda: client.responses.create(model=model, input="hi", previous_response_id=third.id),
        lambda: client.responses.create(model=model, input=[{"type": "item_reference", "id": "msg_of_nobody"}]),
    ]:
        try:
            attempt()
            raise AssertionError("it is still there")
        except (openai.NotFoundError, openai.BadRequestError) as error:
            print(error)
            assert "not found" in str(error), error

    unkept = client.responses.create(model=model, input="Say hi", store=False)
    try:
        client.responses.retrieve(unkept.id)
        raise AssertionError("it was kept")
    except openai.NotFoundError as error:
        print(error)
