internal import CLibYAML

/// Reads YAML with libYAML, which is called in this file alone.
enum YAMLText {
    /// Deeper nesting than this is refused: libYAML's time grows with its square.
    private static let maximumDepth = 100

    /// The events of a whole text in their order.
    ///
    /// - Parameter bytes: in UTF-8. The caller bounds their number, and there are no more events than bytes.
    /// - Throws: `YAMLFault` at the first place that does not fit the grammar.
    static func events(of bytes: [UInt8]) throws(YAMLFault) -> [YAMLEvent] {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        guard unsafe yaml_parser_initialize(parser) == 1 else { throw YAMLFault(problem: "out of memory", line: 1) }
        defer { unsafe yaml_parser_delete(parser) }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        return try unsafe bytes.withUnsafeBufferPointer { text throws(YAMLFault) in
            unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
            return try unsafe events(from: parser, bytes)
        }
    }

    private static func events(
        from parser: UnsafeMutablePointer<yaml_parser_t>, _ bytes: [UInt8]
    ) throws(YAMLFault) -> [YAMLEvent] {
        var events: [YAMLEvent] = []
        var depth = 0
        while true {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe fault(of: parser, bytes) }
            defer { unsafe yaml_event_delete(&event) }
            if unsafe event.type == YAML_STREAM_END_EVENT { return events }
            guard let kind = unsafe kind(of: event) else { continue }
            let line = unsafe Int(event.start_mark.line) + 1
            if kind == .mappingStart || kind == .sequenceStart { depth += 1 }
            if kind == .mappingEnd || kind == .sequenceEnd { depth -= 1 }
            guard depth <= maximumDepth else { throw YAMLFault(problem: "nested too deeply", line: line) }
            events.append(YAMLEvent(kind: kind, line: line))
        }
    }

    /// Nil for what says nothing: the beginning of the text.
    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let tag = unsafe scalar.tag.map { unsafe String(cString: $0) }
            return unsafe .scalar(String(decoding: value, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: tag)
        default: return nil
        }
    }

    private static func fault(of parser: UnsafeMutablePointer<yaml_parser_t>, _ bytes: [UInt8]) -> YAMLFault {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unreadable"
        guard unsafe parser.pointee.error == YAML_READER_ERROR else {
            return YAMLFault(problem: problem, line: unsafe Int(parser.pointee.problem_mark.line) + 1)
        }
        // A character that no text may hold is told by its place in the bytes.
        let offset = unsafe parser.pointee.problem_offset
        return YAMLFault(problem: problem, line: bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1)
    }
}

/// One step of a walk through a text of YAML.
struct YAMLEvent: Equatable {
    enum Kind: Equatable {
        case documentStart, documentEnd
        case mappingStart, mappingEnd
        case sequenceStart, sequenceEnd
        /// What stands for something that has been said before.
        case alias
        /// - Parameters: `isPlain` tells whether it is without quotes; `tag` is the one that is written, in its long form.
        case scalar(String, isPlain: Bool, tag: String?)
    }

    let kind: Kind
    /// Where it begins, counted from 1.
    let line: Int
}

/// Why a text is no YAML.
struct YAMLFault: Error, Equatable {
    /// libYAML's words; they quote nothing of the text.
    let problem: String
    /// Counted from 1.
    let line: Int
}
