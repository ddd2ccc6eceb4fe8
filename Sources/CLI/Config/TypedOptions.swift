/// The options of a command line that are settings too, as they were typed.
struct TypedOptions: Equatable {
    private(set) var values: [ConfigKey: ConfigValue] = [:]
    /// Whether the configuration file counts for nothing.
    private(set) var leavesFileOut = false

    /// - Parameter arguments: behind the verb. What they say wrongly is the argument parser's matter.
    init(_ arguments: [String]) {
        var rest = arguments.prefix { $0 != "--" }[...]
        while let word = rest.popFirst() {
            if word == "--no-config" { leavesFileOut = true }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard word.hasPrefix("--"), let name = parts.first?.dropFirst(2), let key = ConfigKey(rawValue: String(name)) else { continue }
            if key.kind == .flag {
                values[key] = .flag(true)
            } else if let text = parts.count > 1 ? String(parts[1]) : rest.popFirst() {
                values[key] = value(text, for: key)
            }
        }
    }

    private func value(_ text: String, for key: ConfigKey) -> ConfigValue {
        switch key.kind {
        case .number: return Int(text).map { .number($0) } ?? .text(text)
        case .list where key == .jump: return .list(text.split(separator: ",").map(String.init))
        case .list:
            guard case .list(let earlier) = values[key] else { return .list([text]) }
            return .list(earlier + [text])
        default: return .text(text)
        }
    }
}
