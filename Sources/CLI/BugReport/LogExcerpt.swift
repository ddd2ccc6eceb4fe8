import LosslessJSON

/// The end of a log with the fields that tell nothing about a person or about what they have asked.
struct LogExcerpt {
    /// A working day has some hundred lines that matter.
    private static let longest = 300
    /// What a field of this name may say.
    private static let numbers: Set<String> = [
        "bytes", "first_byte_ms", "total_ms", "status", "retry_s", "reconnections",
    ]
    /// Words of this program, and reasons, which go through the redaction like every text.
    private static let words: Set<String> = ["outcome", "phase", "reason"]
    /// Of routes: what else stands in one is the client's.
    private static let segments: Set<String> = [
        "v1", "v1beta", "argoapi", "api", "resource", "openai", "anthropic", "google", "messages", "count_tokens", "chat", "streamchat",
        "completions", "responses", "embeddings", "embed", "models", "health", "status",
    ]

    let lines: [String]

    /// - Parameters:
    ///   - text: the log, or its end.
    ///   - models: names that may be shown; a client may send anything for one.
    init(_ text: String, models: Set<String>) {
        lines = text.split(whereSeparator: \.isNewline).suffix(Self.longest).map { Self.line(String($0), models) }
    }

    private static func line(_ line: String, _ models: Set<String>) -> String {
        if line.hasPrefix("{"), let document = try? JSONDocument(Array(line.utf8)) { return self.line(document, models) }
        var result = ""
        var rest = Substring(line)
        while let field = nextField(rest) {
            result += rest[..<field.value.startIndex] + shown(field.name, unquoted(field.value), models)
            rest = rest[field.value.endIndex...]
        }
        return result + rest
    }

    private static func line(_ document: JSONDocument, _ models: Set<String>) -> String {
        let pairs = document.members(of: document.root).map { member in
            (document.name(of: member), document.string(member.value) ?? "")
        }
        let head = ["time", "level", "message"].compactMap { name in pairs.first { $0.0 == name }?.1 }
        let fields = pairs.filter { !["time", "level", "message"].contains($0.0) }.map { "\($0.0)=\(shown($0.0, $0.1, models))" }
        return (head + fields).joined(separator: " ")
    }

    /// The next ` name=value`; a value that holds blanks is a JSON string.
    private static func nextField(_ text: Substring) -> (name: String, value: Substring)? {
        var rest = text
        while let sign = rest.firstIndex(of: "=") {
            let name = rest[..<sign].reversed().prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
            let value = rest[rest.index(after: sign)...]
            let begin = rest.index(sign, offsetBy: -name.count)
            if !name.isEmpty, begin == rest.startIndex || rest[rest.index(before: begin)] == " " {
                return (String(name.reversed()), value.first == "\"" ? quoted(value) : value.prefix { $0 != " " })
            }
            rest = value
        }
        return nil
    }

    private static func quoted(_ text: Substring) -> Substring {
        var isEscaped = false
        for index in text.indices.dropFirst() {
            if !isEscaped, text[index] == "\"" { return text[...index] }
            isEscaped = !isEscaped && text[index] == "\\"
        }
        return text
    }

    private static func unquoted(_ value: Substring) -> String {
        guard value.first == "\"", let document = try? JSONDocument(Array(value.utf8)) else { return String(value) }
        return document.string(document.root) ?? "…"
    }

    private static func shown(_ name: String, _ value: String, _ models: Set<String>) -> String {
        if numbers.contains(name) { return Int(value).map(String.init) ?? "…" }
        if words.contains(name) { return "\"\(value)\"" }
        if name == "route" { return "\"\(route(value))\"" }
        if name == "model" || name == "sent_model" { return models.contains(value) ? value : "…" }
        return "…"
    }

    private static func route(_ value: String) -> String {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && $0.isUppercase }) else { return "…" }
        let path = parts[1].split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.isEmpty || segments.contains(String(segment)) ? String(segment) : "…"
        }
        return "\(parts[0]) \(path.joined(separator: "/"))"
    }
}
