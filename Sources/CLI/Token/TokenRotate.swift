import ArgumentParser
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct TokenRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new token. A running shim takes it over and writes it into the clients' settings.")

    @Option(name: .customLong("token-grace"), help: "How many seconds the old token stays good.")
    var tokenGrace = 600

    func validate() throws {
        guard (0...86_400).contains(tokenGrace) else { throw ValidationError("--token-grace takes 0 to 86400 seconds.") }
    }

    func run() throws {
        let file = TokenFile(folder: UserFolders.ofThisProcess.state)
        let loaded = try file.rotate(grace: .seconds(tokenGrace), now: .now)
        for warning in loaded.warnings { Console.warning(warning.description) }
        Console.note("New token in \(file.path); the old one stays good for \(tokenGrace) s.")
    }
}
