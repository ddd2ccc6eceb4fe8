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
