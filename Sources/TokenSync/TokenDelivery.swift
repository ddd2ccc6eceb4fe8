/// How a client that runs a command for its token gets it.
package enum TokenDelivery: Equatable, Sendable {
    /// `echo TOKEN`: the token is in the settings file, where other programs look for it as the last word.
    case echo
    /// The command that prints the token, so that no file but the token's own holds it.
    ///
    /// - Parameters:
    ///   - program: path of the program.
    ///   - arguments: its arguments, such as `token`.
    case command(program: String, arguments: [String])

    /// Whether the token is part of the command line.
    var showsToken: Bool { self == .echo }

    /// The command line for `sh`.
    ///
    /// - Parameter options: what the command is given beside its own arguments.
    func commandLine(for token: AccessToken, adding options: [String] = []) -> String {
        switch self {
        case .echo: "echo \(Self.word(token.secret))"
        // The program is quoted always: a first word such as A=B would be an assignment.
        case .command(let program, let arguments): ([Self.quoted(program)] + (arguments + options).map(Self.word)).joined(separator: " ")
        }
    }

    /// The program and its arguments, for clients that run it without a shell.
    func command(for token: AccessToken) -> (program: String, arguments: [String]) {
        switch self {
        case .echo: ("echo", [token.secret])
        case .command(let program, let arguments): (program, arguments)
        }
    }

    /// A word that `sh` takes as it is: plain words stay plain, all others stand in single quotes (POSIX.1-2024, 2.2.2).
    ///
    /// A tilde is not plain, because one at the start of a word is expanded.
    private static func word(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "_-./+=:,@%".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty ? word : quoted(word)
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
