/// The members of a request's top level that are looked at, the usual ones first. The raw value is the name on the wire.
enum RequestField: String, CaseIterable, Sendable {
    case model, user, timeout, messages, input, tools
    case stream, thread
    case streamOptions = "stream_options"
    case thinking
    case outputConfig = "output_config"
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
    case temperature
    case topP = "top_p"
    case topK = "top_k"
    case presencePenalty = "presence_penalty"
    case frequencyPenalty = "frequency_penalty"
    case logprobs
    case topLogprobs = "top_logprobs"
    case logitBias = "logit_bias"
}
