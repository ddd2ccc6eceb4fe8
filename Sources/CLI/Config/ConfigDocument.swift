/// A text of YAML that is a mapping of names to values: what it says, and in which lines.
struct ConfigDocument {
    enum Value: Equatable {
        case nothing
        case flag(Bool)
        /// As it is spelled.
        case number(String)
        case text(String)
        case list([Value])
        case mapping([Member])
        /// Anything else.
        case other

        /// A text that is not empty; nil for anything else.
        var text: String? { if case .text(let text) = self, !text.isEmpty { text } else { nil } }

        /// A list of such texts, or a single one; nil for anything else.
        var texts: [String]? {
            guard case .list(let items) = self else { return text.map { [$0] } }
            let texts = items.compactMap(\.text)
            return texts.count == items.count ? texts : nil
        }

        /// A whole number in a range; nil for anything else.
        func number(in range: ClosedRange<Int>) -> Int? {
            if case .number(let digits) = self, let number = Int(digits), range.contains(number) { number } else { nil }
        }
    }

    struct Member: Equatable {
        let name: String
        let value: Value
        /// Counted from 1.
        let line: Int
    }

    /// In the order of the text.
    let members: [Member]

    /// - Parameter bytes: the whole file, whose length the caller bounds.
    init(_ bytes: [UInt8]) throws(ConfigFault) {
        guard String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(bytes) else { throw ConfigFault(line: nil, reason: .notUTF8) }
        var events: ArraySlice<YAMLEvent>
        do {
            events = try YAMLText.events(of: bytes)[...]
        } catch {
            throw ConfigFault(line: error.line, reason: .syntax(error.problem))
        }
        // A text may hold several documents; a configuration is one.
        let starts = events.filter { $0.kind == .documentStart }
        if starts.count > 1 { throw ConfigFault(line: starts[1].line, reason: .syntax("a second document starts here")) }
        events = events.filter { $0.kind != .documentStart && $0.kind != .documentEnd }[...]
        members = try Self.members(&events)
    }

    private static func members(_ events: inout ArraySlice<YAMLEvent>) throws(ConfigFault) -> [Member] {
        guard let root = events.popFirst() else { return [] }
        // A document that is begun and holds nothing.
        if case .scalar("", isPlain: true, tag: nil) = root.kind { return [] }
        guard root.kind == .mappingStart else { throw ConfigFault(line: root.line, reason: .notAMapping) }
        return try mapping(&events)
    }

    /// The members of a mapping that has begun. Each one further inside takes a little of the stack; `YAMLText` bounds the depth.
    private static func mapping(_ events: inout ArraySlice<YAMLEvent>) throws(ConfigFault) -> [Member] {
        var members: [Member] = []
        var names: Set<String> = []
        while let key = events.popFirst(), key.kind != .mappingEnd {
            // A name that is itself a list or a mapping is nobody's key.
            var name = ""
            if case .scalar(let text, _, _) = key.kind { name = text } else { skip(key, &events) }
            let value = if let event = events.popFirst() { try value(of: event, &events) } else { Value.other }
            guard names.insert(name).inserted else { throw ConfigFault(line: key.line, reason: .duplicateKey(name)) }
            members.append(Member(name: name, value: value, line: key.line))
        }
        return members
    }

    private static func value(of event: YAMLEvent, _ events: inout ArraySlice<YAMLEvent>) throws(ConfigFault) -> Value {
        switch event.kind {
        case .mappingStart: return .mapping(try mapping(&events))
        case .scalar(let text, let isPlain, let tag): return value(of: text, isPlain, tag)
        case .sequenceStart:
            var items: [Value] = []
            while let item = events.popFirst(), item.kind != .sequenceEnd {
                if case .scalar(let text, let isPlain, let tag) = item.kind {
                    items.append(value(of: text, isPlain, tag))
                } else {
                    skip(item, &events)
                    items.append(.other)
                }
            }
            return .list(items)
        default:
            skip(event, &events)
            return .other
        }
    }

    /// Passes over what is inside of a list or a mapping that has begun; counts its depth, so that none exhausts the stack.
    private static func skip(_ first: YAMLEvent, _ events: inout ArraySlice<YAMLEvent>) {
        var depth = 0
        var event: YAMLEvent? = first
        while let kind = event?.kind {
            switch kind {
            case .mappingStart, .sequenceStart: depth += 1
            case .mappingEnd, .sequenceEnd: depth -= 1
            default: break
            }
            if depth <= 0 { break }
            event = events.popFirst()
        }
    }

    /// What a text means: a tag says it, quotes make it a text, and what has neither is told by its form (YAML 1.2, section 10.3.2; the
    /// words for true and false are those of 1.1 as well, which most people know).
    private static func value(of text: String, _ isPlain: Bool, _ tag: String?) -> Value {
        switch tag {
        case nil where !isPlain, "!", "tag:yaml.org,2002:str": return .text(text)
        case nil, "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int": break
        default: return .other
        }
        switch text {
        case "", "~", "null", "Null", "NULL": return .nothing
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .flag(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return .flag(false)
        default: break
        }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        if text.utf8.count - digits.count <= 1, !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        {
            return .number(text)
        }
        // A number with a fraction, which no setting has.
        return Double(text) == nil ? .text(text) : .other
    }
}
