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
