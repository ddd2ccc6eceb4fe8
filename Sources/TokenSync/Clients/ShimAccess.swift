import LosslessJSON

/// How clients reach the shim: what their settings must say.
package struct ShimAccess: Sendable {
    /// The loopback port that the shim listens on.
    package let port: Int
    /// The one that is good now.
    package let token: AccessToken
    package let delivery: TokenDelivery
    /// Another way to the token, which stays where it was written earlier; nil where every client is to have `delivery`.
    package let alternative: TokenDelivery?
    package let models: ModelTiers
    /// The names of the models for conversations, for the clients that ask for a list; empty while they are not known, which leaves what
    /// is written.
    package let catalogue: [String]
    /// The model that the user asked for; nil leaves the choice, and the choice of the provider, to the client.
    package let chosenModel: String?

    /// The parameters are the properties.
    package init(
        port: Int, token: AccessToken, delivery: TokenDelivery = .echo, alternative: TokenDelivery? = nil,
        models: ModelTiers = ModelTiers(), catalogue: [String] = [], chosenModel: String? = nil
    ) {
        self.port = port
        self.token = token
        self.delivery = delivery
        self.alternative = alternative
        self.models = models
        self.catalogue = catalogue
        self.chosenModel = chosenModel
    }

    /// Where OpenAI's dialect is spoken.
    var openAIBase: String { "http://127.0.0.1:\(port)/v1" }
    /// Where Anthropic's dialect is spoken; some clients add `/v1` themselves.
    var anthropicBase: String { "http://127.0.0.1:\(port)/argoapi" }
    /// Where Google's dialect is spoken; clients add the version.
    var googleBase: String { "http://127.0.0.1:\(port)" }
    /// The variable that carries the token for clients that take it from their environment alone.
    static let tokenVariable = "ARGO_SHIM_TOKEN"

    /// The model that the user asked for; else another one, where the settings name none.
    func modelEdits(at path: [PathStep], else other: String?) -> [SettingEdit] {
        if let chosenModel { return [SettingEdit(path, .value(.string(chosenModel)))] }
        return other.map { [SettingEdit(path, .valueIfMissing(.string($0)))] } ?? []
    }

    /// The command for the token, for clients that run it without a shell.
    func commandEdits(at path: [PathStep]) -> [SettingEdit] {
        let (program, arguments) = delivery.command(for: token)
        return [
            SettingEdit(path + ["command"], .value(.string(program))),
            SettingEdit(path + ["args"], .value(.array(arguments.map { .string($0) })), isSecret: delivery.showsToken),
        ]
    }
}

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
        let isPlain = word.utf8.allSatisfy { $0.isWord || "./+=:,@%".utf8.contains($0) }
        return isPlain && !word.isEmpty ? word : quoted(word)
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// Names of models for the clients that have tiers or defaults of their own, which Argo may lack; a nil name writes nothing.
package struct ModelTiers: Equatable, Sendable {
    package let opus: String?
    package let sonnet: String?
    package let haiku: String?
    package let gemini: String?

    package init(opus: String? = nil, sonnet: String? = nil, haiku: String? = nil, gemini: String? = nil) {
        self.opus = opus
        self.sonnet = sonnet
        self.haiku = haiku
        self.gemini = gemini
    }
}
