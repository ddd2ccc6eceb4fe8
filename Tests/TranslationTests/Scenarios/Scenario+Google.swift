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
