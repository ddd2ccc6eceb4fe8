/// Bodies of requests that an Argo answers.
enum Request {
    static let messages = #"{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}"#
    static let stream =
        #"{"model":"claude-opus-4-8","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Say hi"}]}"#
    static let chat = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Say hi"}]}"#
}
