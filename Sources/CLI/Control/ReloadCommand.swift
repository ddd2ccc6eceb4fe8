import ArgumentParser

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Have the shim read again what can change while requests run. No stream is dropped.",
        discussion: """
            That is log-level and api-key-helper of the configuration file, the token, Argo's list of models and the clients' settings; the \
            signal SIGHUP does the same. What else has changed in the file is named, and waits for `argo-shim restart`.
            """)

    @OptionGroup var instance: InstanceOption

    func run() throws {
        guard case .done(let lines) = try ControlClient(instance.required()).reply(to: .reload) else { return }
        for line in lines { Console.note(line) }
    }
}
