import NIOPosix
package import SystemSupport

/// The program that asks in a window where there is no terminal: ssh(1), `SSH_ASKPASS`.
package struct AskPass {
    /// When the program is used.
    package enum Preference {
        /// Where there is no terminal.
        case withoutTerminal
        case always
        case never
    }

    /// Where OpenSSH's own build looks when `SSH_ASKPASS` is not set (pathnames.h), and where systems put theirs.
    private static let standardPrograms = ["/usr/bin/ssh-askpass", "/usr/libexec/ssh-askpass", "/usr/X11R6/bin/ssh-askpass"]
    /// As much as a line of a terminal.
    private static let longestAnswer = 4_096
    /// A signal takes milliseconds; without one it was the program's alone.
    private static let delayOfInterrupt: Int32 = 1_000

    package let preference: Preference
    private let program: String
    private let environment: [String: String]

    /// - Parameter environment: `SSH_ASKPASS`, `SSH_ASKPASS_REQUIRE`, `DISPLAY` and `WAYLAND_DISPLAY` count, as for `ssh`.
    package init(environment: [String: String], isProgram: (String) -> Bool = { ProgramFile.isExecutable($0) }) {
        let isSet = { (name: String) in environment[name]?.isEmpty == false }
        let hasDisplay = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")
        let named = environment["SSH_ASKPASS"].flatMap { $0.isEmpty ? nil : $0 }
        let found = named ?? Self.standardPrograms.first(where: isProgram)
        program = found.flatMap { ProgramFile.find($0, searchPath: environment["PATH"]) } ?? found ?? ""
        self.environment = environment
        preference =
            switch environment["SSH_ASKPASS_REQUIRE"]?.lowercased() {
            case _ where found == nil: .never
            case "force": .always
            case "prefer": hasDisplay ? .always : .never
            case "never": .never
            default: hasDisplay ? .withoutTerminal : .never
            }
    }

    /// Asks, and waits for the answer.
    ///
    /// - Parameter question: shown by the program, which gets it as its argument: never a secret.
    /// - Returns: nil when the person, or the program, gave up.
    package func ask(_ question: String, _ interruption: Interruption) -> String? {
        let program = Subprocess(
            program: program, arguments: [question], environment: environment, outputLimit: Self.longestAnswer)
        guard case .exited(let status, let output, _) = program.run(interruption) else { return nil }
        // Ctrl-C ends the program that asks, and tells us to end: what it means is clear when both have happened.
        if status == ProgramExit.interrupted.rawValue { _ = interruption.wait(for: [], milliseconds: Self.delayOfInterrupt) }
        guard status == 0 else { return nil }
        return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}

/// Tells the person at the desktop, where there is one, that a shim waits for them; where it cannot be told, nothing happens.
struct DesktopNotice: Sendable {
    private static let title = "argo-shim"
    private static let text = "A login is needed. In a terminal, run: argo-shim login"
    /// A desktop that hangs must not keep a process waiting.
    private static let timeLimit = Duration.seconds(5)
    /// Without one of them notify-send has nobody to tell, and may start a desktop's programs to find that out.
    private static let signs = ["DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "DISPLAY"]

    let environment: [String: String]

    func show() async {
        #if os(macOS)
            let script = ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"]
            let (name, arguments) = ("osascript", script.flatMap { ["-e", $0] } + [Self.title, Self.text])
        #else
            guard Self.signs.contains(where: { environment[$0]?.isEmpty == false }) else { return }
            let (name, arguments) = ("notify-send", ["--app-name=\(Self.title)", Self.title, Self.text])
        #endif
        guard let path = ProgramFile.find(name, searchPath: environment["PATH"]) else { return }
        let program = Subprocess(program: path, arguments: arguments, environment: environment, timeLimit: Self.timeLimit)
        // Whatever comes of it: the log and `argo-shim status` say the same.
        _ = try? await NIOThreadPool.singleton.runIfActive { program.run(Interruption()) }
    }
}
