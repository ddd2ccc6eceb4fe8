internal import LosslessJSON

/// Responses counts as Chat does, under other names.
extension Usage {
    init(responses usage: JSONReader) {
        let details = usage.value("input_tokens_details")
        self.init(
            input: usage.count("input_tokens"), cacheRead: details?.count("cached_tokens") ?? 0,
            cacheCreation: details?.count("cache_write_tokens") ?? 0,
            output: usage.count("output_tokens"), reasoning: usage.value("output_tokens_details")?.count("reasoning_tokens") ?? 0
        )
    }

    var responsesObject: JSONValue {
        [
            "input_tokens": .integer(input),
            "input_tokens_details": ["cached_tokens": .integer(cacheRead), "cache_write_tokens": .integer(cacheCreation)],
            "output_tokens": .integer(output), "output_tokens_details": ["reasoning_tokens": .integer(reasoning)],
            "total_tokens": .integer(total),
        ]
    }
}
