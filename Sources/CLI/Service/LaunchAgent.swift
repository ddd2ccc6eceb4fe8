#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The property list of a LaunchAgent (launchd.plist(5)).
struct LaunchAgent: Encodable {
    /// The name that launchd knows it by.
    static let label = "argo-shim"

    let label = Self.label
    let programArguments: [String]
    let environmentVariables: [String: String]
    let runAtLoad = true
    /// Only after a crash: one that has ended by itself needs a person, and each start could cost a login.
    let keepAlive = ["Crashed": true]
    let standardOutPath: String
    let standardErrorPath: String
    let processType = "Background"
    /// 0077: files for the user alone.
    let umask = 0o077

    init(_ definition: ServiceDefinition) {
        programArguments = [definition.program] + definition.arguments
        // launchd gives its own agent's socket to what it starts.
        environmentVariables = definition.environment.filter { $0.key != "SSH_AUTH_SOCK" }
        standardOutPath = definition.log
        standardErrorPath = definition.log
    }

    /// The file's text.
    ///
    /// - Throws: `EncodingError`, which none of these values brings about.
    func text() throws -> String {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .xml
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private enum CodingKeys: String, CodingKey {
        case label = "Label"
        case programArguments = "ProgramArguments"
        case environmentVariables = "EnvironmentVariables"
        case runAtLoad = "RunAtLoad"
        case keepAlive = "KeepAlive"
        case standardOutPath = "StandardOutPath"
        case standardErrorPath = "StandardErrorPath"
        case processType = "ProcessType"
        case umask = "Umask"
    }
}
