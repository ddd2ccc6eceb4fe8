package import LosslessJSON
package import SystemSupport

/// What is wrong with a settings file, with the place where it has one. The file's name is added by `SettingsError`.
package enum SettingsFault: Error, Equatable, Sendable {
    /// The text does not fit its grammar.
    case syntax(JSONSyntaxError.Reason, at: TextPosition)
    /// The text does not fit its grammar, which is not JSON's.
    case grammar(GrammarFault, at: TextPosition)
    /// The place to edit holds what cannot be edited safely.
    case uneditable(UneditableConstruct, at: TextPosition)
    /// A value of another kind stands where `expected` must be. `key` is empty for the whole file.
    case wrongShape(key: [String], expected: Expectation, at: TextPosition)
    /// The file has no write permission, which somebody took away on purpose.
    case readOnly
    /// Another program wrote the file at each of `attempts` attempts.
    case changedMeanwhile(attempts: Int)
    /// The record of the earlier values cannot be read.
    case damagedBackup(path: String)
    /// The edited text does not hold what was written; nothing was saved.
    case editNotFound(key: [String])
    /// The client reads the file at `path` now, and would ignore it if this one existed.
    case wouldHide(path: String)
    /// The new settings depend on the file at `path`, which cannot be written.
    case needsOther(path: String)
    case fileSystem(FileSystemError)

    /// Does work on files, of which an error is a fault.
    static func catching<Result>(_ work: () throws(FileSystemError) -> Result) throws(SettingsFault) -> Result {
        do { return try work() } catch { throw .fileSystem(error) }
    }

    /// What a place in a settings file must hold.
    package enum Expectation: String, Sendable {
        case object = "an object {…}"
        case list = "a list"
        case string = "a string"
        /// A table of TOML.
        case table = "a table"
        /// A mapping of YAML.
        case mapping = "a mapping"
        /// Neither a list nor a table nor a mapping.
        case single = "a single value"
    }
}

extension SettingsFault: CustomStringConvertible {
    /// What is wrong and what to do, as sentences without the file's name.
    package var description: String {
        switch self {
        case .syntax(let reason, _): "\(Self.words(for: reason)). Fix it, then run this again; until then the file is not changed."
        case .grammar(let fault, _): "\(fault). Fix it, then run this again; until then the file is not changed."
        case .uneditable(let construct, _):
            "argo-shim does not edit \(construct.rawValue). Write it another way, or add the settings by hand."
        case .wrongShape(let key, let expected, _):
            "\(Self.name(of: key)) must be \(expected.rawValue). "
                + "Change or remove it, then run this again; until then the file is not changed."
        case .readOnly: "The file is read-only. Run `chmod u+w` on it, or add the settings by hand."
        case .changedMeanwhile(let attempts):
            "Another program wrote the file at each of \(attempts) attempts. Close it, then run this again."
        case .damagedBackup(let path):
            "The backup of its earlier values, \(path), is damaged. Move that file away, then run this again."
        case .editNotFound(let key): "\(Self.name(of: key)) could not be written; the file was not changed. Please report this."
        case .wouldHide(let path):
            "The client reads \(path) now, and would ignore it if this file existed. Move your settings here first, then run this again."
        case .needsOther(let path): "Its settings depend on \(path), which cannot be changed. Fix that file first."
        case .fileSystem(let error): error.description
        }
    }

    /// The place in the file, where there is one.
    package var position: TextPosition? {
        switch self {
        case .syntax(_, let position), .grammar(_, let position), .uneditable(_, let position), .wrongShape(_, _, let position): position
        default: nil
        }
    }

    private static func name(of key: [String]) -> String {
        key.isEmpty ? "The whole file" : "\"\(key.joined(separator: "."))\""
    }

    private static func words(for reason: JSONSyntaxError.Reason) -> String {
        switch reason {
        case .unexpectedEnd: GrammarFault.unexpectedEnd.description
        case .unexpectedByte(let byte): GrammarFault.words(forByte: byte)
        case .invalidEscape: "This is not a valid escape in JSON"
        case .controlCharacterInString: "There is a control character inside a string"
        case .invalidNumber: "This is not a number"
        case .unterminatedComment: "This comment has no end"
        case .tooDeep: GrammarFault.tooDeep.description
        case .trailingContent: "There is more after the end of the value"
        }
    }
}

/// Why a text does not fit the grammar of TOML, YAML or dotenv.
package enum GrammarFault: Equatable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8)
    /// A string begins here and does not end.
    case unterminatedString
    case invalidEscape
    /// The text between two delimiters is not a value of this format.
    case invalidValue
    /// This name has a value already.
    case duplicateKey(String)
    /// The line is not indented as its place asks for.
    case wrongIndentation
    /// A tab stands where YAML allows spaces alone.
    case tabIndentation
    case tooDeep
}

extension GrammarFault: CustomStringConvertible {
    /// What is wrong, without a full stop.
    package var description: String {
        switch self {
        case .unexpectedEnd: "The file ends in the middle of a value"
        case .unexpectedByte(0x0A), .unexpectedByte(0x0D): "The line ends too early"
        case .unexpectedByte(let byte): Self.words(forByte: byte)
        case .unterminatedString: "This string has no end"
        case .invalidEscape: "This is not a valid escape"
        case .invalidValue: "This is not a value"
        case .duplicateKey(let name): "\"\(name)\" is set twice"
        case .wrongIndentation: "This line is not indented like the lines around it"
        case .tabIndentation: "There is a tab where only spaces are allowed"
        case .tooDeep: "The nesting is too deep"
        }
    }

    fileprivate static func words(forByte byte: UInt8) -> String {
        let shown = (0x21...0x7E).contains(byte) ? "\(Character(Unicode.Scalar(byte)))" : "byte 0x\(String(byte, radix: 16))"
        return "There is a \(shown) that does not belong here"
    }
}

/// What a settings file may hold, but what is not edited, because an edit could change more than it should.
package enum UneditableConstruct: String, Equatable, Sendable {
    case alias = "an alias (*name)"
    case anchor = "an anchor (&name), whose value is used in other places too"
    case tag = "a tag (!name)"
    case mergeKey = "a merge key (<<)"
    case flowStyle = "a value in braces or brackets"
    case severalDocuments = "a second document (---)"
    case directive = "a directive (%)"
    case complexKey = "a complex key (?)"
    case severalLines = "a value that spans several lines"
    case duplicateKey = "a name that occurs twice"
    case unusualLineBreak = "a line break that not every program recognizes (U+0085, U+2028 or U+2029)"
    case reference = "a reference to another variable ($)"
}

/// Why one settings file is left as it is.
package struct SettingsError: Error, Equatable, Sendable {
    /// The file, by the path that its client uses.
    package let file: String
    package let fault: SettingsFault
}

extension SettingsError: CustomStringConvertible {
    /// `file:line:column: what is wrong and what to do`.
    package var description: String {
        guard let position = fault.position else { return "\(file): \(fault)" }
        return "\(file):\(position.line):\(position.column): \(fault)"
    }
}
