/// The fields that a provider takes, where it refuses a request with any other.
package struct BodyRules: Sendable {
    /// The members of a body, for each of its routes.
    var fields: [Endpoint: Set<String>]
    /// The members of a message.
    var messageFields: Set<String>
    /// The members of a content part, by its type.
    var partFields: [String: Set<String>]
    /// The roles whose content is text and no list of parts.
    var textRoles: Set<String>
    /// The members of objects further inside, by their names on the way there.
    var functionFields: Set<String>
    var callFields: Set<String>
    var streamOptions: Set<String>
    /// The levels of `reasoning_effort`, and what others become.
    var efforts: [String: String]
    /// Members without which a request would mean something else.
    var meaningful: Set<String>
}

extension BodyRules {
    /// ALCF's gateway: its schemas have `extra="forbid"`, and an unknown field is a 422 `extra_forbidden`.
    ///
    /// Source: https://github.com/argonne-lcf/FIRST, resource_server_async/schemas/openai_chat_completions.py (and openai_completions.py).
    static let alcf = BodyRules(
        fields: [
            .chatCompletions: [
                "messages", "model", "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata",
                "modalities", "n", "parallel_tool_calls", "prediction", "presence_penalty", "reasoning_effort", "response_format", "seed",
                "service_tier", "stop", "stream", "stream_options", "store", "temperature", "tool_choice", "tools", "top_logprobs", "top_p",
                "user", "web_search_options",
            ],
            .completions: [
                "prompt", "model", "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "n", "presence_penalty",
                "seed", "stop", "stream", "stream_options", "suffix", "temperature", "top_p", "user",
            ],
            .embeddings: ["input", "model", "encoding_format", "dimensions", "user"],
        ],
        messageFields: ["role", "content", "name", "audio", "refusal", "tool_calls", "tool_call_id"],
        partFields: [
            "text": ["type", "text"], "image_url": ["type", "image_url"], "input_audio": ["type", "input_audio"], "file": ["type", "file"],
            "refusal": ["type", "refusal"],
        ],
        textRoles: ["system", "developer", "tool"],
        functionFields: ["name", "description", "parameters", "strict"],
        callFields: ["function", "id", "type"],
        streamOptions: ["include_usage"],
        efforts: ["low": "low", "medium": "medium", "high": "high", "minimal": "low", "xhigh": "high", "max": "high"],
        meaningful: [
            "functions", "function_call", "audio", "structured_outputs", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
        ])
}
