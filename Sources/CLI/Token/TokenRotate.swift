import ArgumentParser
import SystemSupport
import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct TokenRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new token. A running shim takes it over and writes it into the clients' settings.")

    @Option(name: .customLong("token-grace"), help: "How many seconds the old token stays good (default: the setting's, else 600).")
    var tokenGrace: Int?

    func validate() throws {
        if let tokenGrace, !(0...86_400).contains(tokenGrace) { throw ValidationError("--token-grace takes 0 to 86400 seconds.") }
    }

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let grace = try tokenGrace ?? Self.configuredGrace(folders)
        let file = TokenFile(folder: folders.state)
        let loaded = try file.rotate(grace: .seconds(grace), now: .now)
        for warning in loaded.warnings { Console.warning(warning.description) }
        for instance in RunningInstances.ofThisProcess.all where !Self.tell(instance) {
            Console.warning("The shim on port \(instance.port) does not answer. It takes the new token over by itself, within seconds.")
        }
        Console.note("New token in \(file.path); the old one stays good for \(grace) s.")
    }

    private static func configuredGrace(_ folders: UserFolders) throws -> Int {
        let file = try ConfigFile.load(ConfigFile.standardPath(folders), home: folders.home)
        // As `argo-shim run` has it.
        return if case .number(let seconds)? = file?.entry(for: .tokenGrace)?.value { seconds } else { 600 }
    }

    /// A shim looks at the token every few seconds; one that is told so refuses the old one from now on.
    private static func tell(_ instance: Instance) -> Bool {
        do throws(ControlFault) {
            if case .done = try ControlClient(instance).ask(.reload) { return true }
            return false
        } catch {
            // One that has ended meanwhile need not know.
            return !FileLock.isHeld(instance.lock)
        }
    }
}
