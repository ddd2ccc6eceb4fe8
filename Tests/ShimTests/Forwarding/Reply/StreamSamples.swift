/// Streams as Argo sends them.
enum StreamSamples {
    static func event(_ name: String, _ data: String) -> String { "event: \(name)\ndata: \(data)\n\n" }

    static let messageStart = event(
        "message_start",
        #"{"type":"message_start","message":{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude","content":[],"#
            + #""stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#
    )
    static let textStart = event(
        "content_block_start", #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
    )
    static func textDelta(_ raw: String) -> String {
        event("content_block_delta", #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(raw)"}}"#)
    }
    static let blockStop = event("content_block_stop", #"{"type":"content_block_stop","index":0}"#)
    static let messageDelta = event(
        "message_delta",
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}"#
    )
    static let messageStop = event("message_stop", #"{"type":"message_stop"}"#)

    static let messages =
        messageStart + textStart + event("ping", #"{"type": "ping"}"#) + textDelta("Hello") + textDelta(" w\\u00f6rld ✓") + blockStop
        + messageDelta + messageStop

    static func chunk(_ delta: String, finish: String = "null", more: String = "") -> String {
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":5,"model":"gpt-4o","choices":[{"index":0,"delta":"#
            + delta + #","finish_reason":\#(finish)}]\#(more)}"# + "\n\n"
    }

    static let chat =
        #"data: {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"# + "\n\n"
        + chunk(#"{"role":"assistant","content":""}"#) + chunk(#"{"content":"Hel"}"#) + chunk(#"{"content":"lo \"error\": {"}"#)
        + chunk("{}", finish: #""stop""#)
        + #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":5,"model":"gpt-4o","choices":[],"#
        + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"# + "\n\n" + "data: [DONE]\n\n"

    static let unfinishedResponses =
        event("response.created", #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","usage":null}}"#)
        + event("response.in_progress", #"{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1"}}"#)
        + event(
            "response.output_item.added",
            #"{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_1","type":"message"}}"#
        )
        + event("response.output_text.delta", #"{"type":"response.output_text.delta","sequence_number":3,"delta":"Hi"}"#)

    static let responses =
        unfinishedResponses
        + event(
            "response.completed",
            #"{"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","output":[{"type":"message"}],"#
                + #""usage":{"input_tokens":4,"output_tokens":1,"total_tokens":5}}}"#
        )

    static let noticeText =
        "AUTHENTICATION NOTICE FROM ARGO\\n\\nThe user mallory is not authorised.\\n\\nACCESS DENIED\\n\\nAsk for access."

    /// Argo's access notice as a Messages stream.
    static func notice(id: String = "msg_blocked_mallory_1758000000", text: String = noticeText, usage: String = "0") -> String {
        event(
            "message_start",
            #"{"type":"message_start","message":{"id":"\#(id)","type":"message","content":[],"usage":{"input_tokens":0,"output_tokens":0}}}"#
        ) + textStart + textDelta(text) + blockStop
            + event(
                "message_delta",
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":0,"output_tokens":\#(usage)}}"#
            ) + messageStop
    }

    static func chatNotice(_ text: String = noticeText) -> String {
        chunk(#"{"role":"assistant","content":""}"#) + chunk(#"{"content":"\#(text)"}"#) + chunk("{}", finish: #""stop""#)
            + "data: [DONE]\n\n"
    }

    static func responsesNotice(_ text: String = noticeText) -> String {
        event("response.created", #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","usage":null}}"#)
            + event("response.output_text.delta", #"{"type":"response.output_text.delta","sequence_number":1,"delta":"\#(text)"}"#)
            + event("response.completed", #"{"type":"response.completed","sequence_number":2,"response":{"id":"resp_1"}}"#)
    }
}
