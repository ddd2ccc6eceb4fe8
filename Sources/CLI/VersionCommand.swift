import ArgumentParser
import LosslessJSON

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(name: .long, help: "Print it as JSON, with the libraries.")
    var json = false

    func run() {
        guard json else { return Console.line("argo-shim \(Version.number)") }
        let facts: JSONValue = ["version": .string(Version.number), "libssh2": .string(Version.libssh2)]
        Console.line(String(decoding: facts.serialized, as: UTF8.self))
    }
}
