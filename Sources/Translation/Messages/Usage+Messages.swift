internal import LosslessJSON

/// Messages counts cached tokens beside `input_tokens`, not in them.
extension Usage {
    /// Puts the figures that an event has in the place of earlier ones: they are totals, also where `message_delta` repeats them.
    mutating func replace(withMessages usage: JSONReader) {
        let uncached = usage.integer("input_tokens") ?? uncachedInput
        let read = usage.integer("cache_read_input_tokens") ?? cacheRead
        let creation = usage.integer("cache_creation_input_tokens") ?? cacheCreation
        let written = usage.integer("output_tokens") ?? output
        let thought = usage.value("output_tokens_details")?.integer("thinking_tokens") ?? reasoning
        self = Usage(
            input: Self.bounded(uncached) + Self.bounded(read) + Self.bounded(creation), cacheRead: read, cacheCreation: creation,
            output: written, reasoning: thought
        )
    }

    var messagesMembers: JSONValue {
        [
            "input_tokens": .integer(uncachedInput), "cache_creation_input_tokens": .integer(cacheCreation),
            "cache_read_input_tokens": .integer(cacheRead), "output_tokens": .integer(output),
        ]
    }
}
