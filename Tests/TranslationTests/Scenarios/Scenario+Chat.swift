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
