import ArgumentParser
import TokenSync

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in for a shim that waits for you: its questions are asked here.",
        discussion: """
            A shim in the background has no terminal in which a server could ask for a code, and one whose connection broke does not try \
            again by itself what takes a person. This tries now, and ends with 0 when the tunnel is up.
            """)

    @OptionGroup var instance: InstanceOption

    @Flag(name: .shortAndLong, help: "Show only questions and errors.")
    var quiet = false

    func run() async throws {
        let instance = try instance.required()
        let askPass = AskPass(environment: UserFolders.ofThisProcess.environment)
        let answers = TerminalPrompter(askPass: askPass).isAvailable
        let stream = try ControlClient(instance).stream(for: .attend(answers: answers, logsIn: true))
        switch await Attendance(stream, askPass: askPass, isQuiet: quiet).outcome() {
        case .up where quiet: break
        case .up: Console.note("The shim on port \(instance.port) is up.")
        case .waiting(let lines):
            throw Advice(
                lines.first ?? "The tunnel is down.", hints: lines.dropFirst() + ["It goes on trying: argo-shim status"],
                exitCode: .degraded)
        case .needsLogin(let lines):
            throw Advice(
                lines.first ?? "The login failed.", hints: lines.dropFirst() + ["Then again: argo-shim login"], exitCode: .needsLogin)
        case .refused(let lines): throw Advice(lines.joined(separator: " "))
        case .otherVersion: throw Advice(.unreadable, instance)
        case .ended:
            throw Advice("The shim on port \(instance.port) has ended.", hints: ["Start it: argo-shim start"], exitCode: .notRunning)
        case .interrupted: throw Advice("Stopped before the login was complete. The shim runs on.", exitCode: .interrupted)
        }
    }
}
