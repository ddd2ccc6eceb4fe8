/// Why a text does not fit the grammar of TOML, YAML or dotenv.
package enum GrammarFault: Equatable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8)
    /// A string begins here and does not end.
    case unterminatedString
    case invalidEscape
    /// The text between two delimiters is no value of this format.
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
        case .unexpectedByte(let byte) where (0x21...0x7E).contains(byte):
            "There is a \(Character(Unicode.Scalar(byte))) that does not belong here"
        case .unexpectedByte(let byte): "There is a byte 0x\(String(byte, radix: 16)) that does not belong here"
        case .unterminatedString: "This string has no end"
        case .invalidEscape: "This escape is none that the format knows"
        case .invalidValue: "This is no value"
        case .duplicateKey(let name): "\"\(name)\" has a value already"
        case .wrongIndentation: "This line is not indented like those beside it"
        case .tabIndentation: "There is a tab where only spaces may indent"
        case .tooDeep: "The nesting is too deep"
        }
    }
}
