import ArgumentParser

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Have the shim read again what can change while requests run. No stream is dropped.",
        discussion: """
            That is the token, Argo's list of models and the clients' settings; the signal SIGHUP does the same. Its options are those that \
            it was started with: `argo-shim restart` gives it others.
            """)

    @OptionGroup var instance: InstanceOption

    func run() throws {
        let instance = try instance.required()
        do throws(ControlFault) {
            if case .done(let lines) = try ControlClient(instance).ask(.reload) { for line in lines { Console.note(line) } }
        } catch {
            throw Advice(error, instance)
        }
    }
}
