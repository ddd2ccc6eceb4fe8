import Testing
import Translation

/// One answer as each upstream tells it, streamed and whole, and what every client has to be told.
struct Scenario: CustomTestStringConvertible {
    let name: String
    let streams: [Dialect: [String]]
    let bodies: [Dialect: String]
    let expected: AnswerSummary

    var testDescription: String { name }
}

/// Events of Anthropic Messages.
enum MessagesSample {
    /// 60 that were not cached and 40 that were: 100.
    static let usage = #""usage":{"input_tokens":60,"cache_read_input_tokens":40,"cache_creation_input_tokens":0,"output_tokens":20}"#

    static let start =
        #"{"type":"message_start","message":{"id":"msg_up","type":"message","role":"assistant","model":"up","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":60,"cache_read_input_tokens":40,"output_tokens":1}}}"#

    static func block(_ index: Int, _ start: String, _ deltas: [String]) -> [String] {
        [#"{"type":"content_block_start","index":\#(index),"content_block":\#(start)}"#]
            + deltas.map { #"{"type":"content_block_delta","index":\#(index),"delta":\#($0)}"# }
            + [#"{"type":"content_block_stop","index":\#(index)}"#]
    }

    static func stream(_ blocks: [String], finish: String) -> [String] {
        // The input's usage is repeated in message_delta.
        [start, #"{"type":"ping"}"#] + blocks
            + [
                #"{"type":"message_delta","delta":{"stop_reason":"\#(finish)","stop_sequence":null},\#(usage)}"#,
                #"{"type":"message_stop"}"#,
            ]
    }

    static func body(_ content: String, finish: String) -> String {
        #"{"id":"msg_up","type":"message","role":"assistant","model":"up","content":[\#(content)],"stop_reason":"\#(finish)","stop_sequence":null,\#(usage)}"#
    }
}

/// Chunks of Chat Completions.
enum ChatSample {
    static func chunk(_ delta: String, finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return
            #"{"id":"chatcmpl-up","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    }

    static let usage =
        #""usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":5}}"#

    static func stream(_ deltas: [String], finish: String) -> [String] {
        // Azure's first chunk has no choices.
        [
            #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]}"#,
            chunk(#"{"role":"assistant","content":""}"#),
        ]
            + deltas.map { chunk($0) } + [chunk("{}", finish: finish)]
            + [#"{"id":"chatcmpl-up","object":"chat.completion.chunk","created":1,"model":"up","choices":[],\#(usage)}"#, "[DONE]"]
    }

    static func body(_ message: String, finish: String) -> String {
        #"{"id":"chatcmpl-up","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"}],\#(usage)}"#
    }
}

/// Events of OpenAI Responses.
enum ResponsesSample {
    static let usage =
        #""usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":120}"#

    static func response(_ status: String, output: String = "", details: String = "null") -> String {
        #"{"id":"resp_up","object":"response","created_at":1,"model":"up","status":"\#(status)","error":null,"incomplete_details":\#(details),"output":[\#(output)],\#(usage)}"#
    }

    static func stream(_ items: [String], output: String = "", status: String = "completed", details: String = "null") -> [String] {
        [
            #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_up","object":"response","model":"up","status":"in_progress","output":[]}}"#
        ] + items + [#"{"type":"response.\#(status)","response":\#(response(status, output: output, details: details))}"#]
    }

    static func text(_ index: Int, _ pieces: [String], refusal: Bool = false) -> [String] {
        let type = refusal ? "refusal" : "output_text"
        let whole = pieces.joined()
        let part = refusal ? #"{"type":"refusal","refusal":"\#(whole)"}"# : #"{"type":"output_text","text":"\#(whole)","annotations":[]}"#
        let place = #""item_id":"msg_\#(index)","output_index":\#(index),"content_index":0"#
        return [
            #"{"type":"response.output_item.added","output_index":\#(index),"item":{"id":"msg_\#(index)","type":"message","role":"assistant","content":[]}}"#,
            #"{"type":"response.content_part.added",\#(place),"part":{"type":"\#(type)"}}"#,
        ] + pieces.map { #"{"type":"response.\#(type).delta",\#(place),"delta":"\#($0)"}"# } + [
            #"{"type":"response.\#(type).done",\#(place),"text":"\#(whole)"}"#,
            #"{"type":"response.content_part.done",\#(place),"part":\#(part)}"#,
            #"{"type":"response.output_item.done","output_index":\#(index),"item":{"id":"msg_\#(index)","type":"message","role":"assistant","content":[\#(part)]}}"#,
        ]
    }
}

/// Responses of Google GenAI.
enum GoogleSample {
    /// 15 of the answer and 5 of thoughts: 20.
    static let usage =
        #""usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":15,"thoughtsTokenCount":5,"totalTokenCount":120}"#

    static func response(_ parts: String, finish: String? = nil, usage: String = #""usageMetadata":{"promptTokenCount":100}"#) -> String {
        let reason = finish.map { #","finishReason":"\#($0)""# } ?? ""
        return
            #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]}\#(reason),"index":0}],\#(usage),"modelVersion":"up","responseId":"up"}"#
    }

    /// The last piece stands in the response that has the finishReason.
    static func stream(_ parts: [String], finish: String) -> [String] {
        parts.dropLast().map { response($0) } + [response(parts.last ?? "", finish: finish, usage: usage)]
    }
}
