internal import LosslessJSON

/// Chat counts cached tokens in `prompt_tokens`, and reasoning in `completion_tokens`.
extension Usage {
    init(chat usage: JSONReader) {
        let details = usage.value("prompt_tokens_details")
        self.init(
            input: usage.count("prompt_tokens"), cacheRead: details?.count("cached_tokens") ?? 0,
            cacheCreation: details?.count("cache_write_tokens") ?? 0,
            output: usage.count("completion_tokens"), reasoning: usage.value("completion_tokens_details")?.count("reasoning_tokens") ?? 0
        )
    }

    var chatObject: JSONValue {
        [
            "prompt_tokens": .integer(input), "completion_tokens": .integer(output), "total_tokens": .integer(total),
            "prompt_tokens_details": ["cached_tokens": .integer(cacheRead), "cache_write_tokens": .integer(cacheCreation)],
            "completion_tokens_details": ["reasoning_tokens": .integer(reasoning)],
        ]
    }
}
