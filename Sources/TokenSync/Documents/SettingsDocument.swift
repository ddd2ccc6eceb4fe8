import LosslessJSON

/// A settings file's text, of which single values can be changed while every other byte stays.
///
/// Values are told in JSON's terms, whatever the format: strings decoded, `true`, `false`, `null` and integers as what they are, lists
/// and objects made of those; all else is `raw`, in the file's own spelling.
protocol SettingsDocument {
    /// Reads a text; an empty one is a document without values.
    init(_ bytes: [UInt8]) throws(SettingsFault)

    /// The text with all changes.
    var bytes: [UInt8] { get }

    /// Whether there are neither values nor comments.
    var isBlank: Bool { get }

    /// The value under a path; nil when there is none.
    ///
    /// - Throws: `SettingsFault` when something else than the path says is on the way, or what cannot be read safely.
    func value(at path: [PathStep]) throws(SettingsFault) -> JSONValue?

    /// The value under a path as it is spelled, to be set in a document of the same format.
    func spelling(at path: [PathStep]) throws(SettingsFault) -> JSONValue?

    /// Where in the text the value, the object or the list under a path begins; nil when there is none.
    func offset(of path: [PathStep]) throws(SettingsFault) -> Int?

    /// The names in the object under a path, in their order; none when there is no object.
    func names(at path: [PathStep]) throws(SettingsFault) -> [String]

    /// Gives the value under a path another one, or adds it with the objects and items on the way.
    mutating func set(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault)

    /// Takes away the value under a path, if there is one, and then what is on the way and holds nothing any more: an object or a list
    /// without anything in it, an item that only has the member by which it is found.
    ///
    /// - Parameter earlier: asked of each of these: how it was spelled when it was there before us, so that it stays; nil lets it go.
    mutating func remove(_ path: [PathStep], keepingEmpty earlier: ([PathStep]) -> [UInt8]?) throws(SettingsFault)
}

extension SettingsDocument {
    var lines: TextLines { TextLines(of: bytes) }

    var isBlank: Bool { lines.areBlank }

    /// Whether a value, an object or a list stands under a path.
    func isPresent(_ path: [PathStep]) throws(SettingsFault) -> Bool { try offset(of: path) != nil }

    /// Line and column of the value under a path; the start when there is none.
    func position(of path: [PathStep]) -> TextPosition {
        // Without a value there is no better place than the start.
        position(ofOffset: (try? offset(of: path)) ?? 0)
    }

    /// Line and column of an offset.
    func position(ofOffset offset: Int) -> TextPosition { TextPosition(of: offset, in: bytes) }

    func uneditable(_ construct: UneditableConstruct, at offset: Int) -> SettingsFault {
        .uneditable(construct, at: position(ofOffset: offset))
    }

    /// Takes the text with edits, where it is read as this format and is right; else the error is ours, and the file stays as it is.
    ///
    /// - Parameter isRight: whether nothing has changed but what the edits are to change.
    mutating func apply(
        _ edits: [TextEdit], writing path: [PathStep], isRight: (Self) throws(SettingsFault) -> Bool
    ) throws(SettingsFault) {
        // Whatever is wrong with it, a person can do nothing about it.
        guard let edited = try? Self(EditedText(bytes, applying: edits).bytes), (try? isRight(edited)) == true else {
            throw .editNotFound(key: path.names)
        }
        self = edited
    }

    /// Whether a value that was just written is there now.
    func holds(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault) -> Bool {
        if case .raw = value, try spelling(at: path) == value { return true }
        return try self.value(at: path) == value
    }
}

/// The formats that settings are written in.
enum SettingsFormat: String, CaseIterable, Sendable {
    /// JSON, and what editors allow in it: comments, trailing commas, a byte order mark.
    case json
    /// TOML 1.0.
    case toml
    /// YAML 1.1 and 1.2, as far as they agree.
    case yaml
    /// Variables for an environment, one a line.
    case dotenv

    /// Reads a settings file of this format; nil stands for a file that is not there.
    func document(_ bytes: [UInt8]?) throws(SettingsFault) -> any SettingsDocument {
        switch self {
        case .json: try JSONSettings(bytes ?? [])
        case .toml: try TOMLSettings(bytes ?? [])
        case .yaml: try YAMLSettings(bytes ?? [])
        case .dotenv: try DotenvSettings(bytes ?? [])
        }
    }
}

/// One step on the way from a settings file's root to a value in it.
enum PathStep: Hashable, Sendable {
    /// The member of an object that has this name.
    case key(String)
    /// The first item of a list that is an object whose member `key` is the string `value`.
    case item(key: String, value: String)

    /// Nil for an item.
    var name: String? {
        if case .key(let name) = self { name } else { nil }
    }
}

extension PathStep: ExpressibleByStringInterpolation {
    init(stringLiteral name: String) {
        self = .key(name)
    }
}

extension [PathStep] {
    /// The path for a person: an item of a list is written behind the list, as in `models[name=Argo]`.
    var names: [String] {
        var names: [String] = []
        for step in self {
            switch step {
            case .key(let name): names.append(name)
            case .item(let key, let value): names.append("\(names.popLast() ?? "")[\(key)=\(value)]")
            }
        }
        return names
    }
}
