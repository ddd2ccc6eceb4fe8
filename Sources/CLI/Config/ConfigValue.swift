import Daemon
import LosslessJSON

/// The value of a setting.
enum ConfigValue: Equatable, Sendable {
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([String])

    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The options that say the same on a command line.
    func arguments(for key: ConfigKey) -> [String] {
        switch self {
        case .flag(let isSet): isSet ? [key.option] : []
        case .number(let number): ["\(key.option)=\(number)"]
        case .text(let text): ["\(key.option)=\(text)"]
        case .list(let texts) where key == .jump: ["\(key.option)=\(texts.joined(separator: ","))"]
        case .list(let texts): texts.map { "\(key.option)=\($0)" }
        }
    }

    /// For a person.
    var words: String {
        switch self {
        case .flag(let isSet): "\(isSet)"
        case .number(let number): "\(number)"
        case .text(let text): text
        case .list(let texts): texts.joined(separator: ", ")
        }
    }

    var json: JSONValue {
        switch self {
        case .flag(let isSet): .bool(isSet)
        case .number(let number): .integer(number)
        case .text(let text): .string(text)
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }

    /// As it stands in the file.
    var yaml: String {
        switch self {
        case .flag(let isSet): "\(isSet)"
        case .number(let number): "\(number)"
        case .text(let text): Self.quoted(text)
        case .list(let texts): "[\(texts.map(Self.quoted).joined(separator: ", "))]"
        }
    }

    /// Plain where no reader could take it for anything but a text; else as a JSON string, which YAML 1.2 reads too (section 1.3).
    private static func quoted(_ text: String) -> String {
        let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
        let isPlain =
            text.first?.isLetter == true && !reserved.contains(text.lowercased())
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-/@".utf8.contains($0) }
        return isPlain ? text : String(decoding: JSONValue.string(text).serialized, as: UTF8.self)
    }
}

/// A setting as it stands in a configuration file.
struct ConfigEntry: Equatable, Sendable {
    let key: ConfigKey
    let value: ConfigValue
    /// Counted from 1.
    let line: Int
}
