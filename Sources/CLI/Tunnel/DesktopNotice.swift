import NIOPosix
import SystemSupport

/// Tells the person at the desktop, where there is one, that a shim waits for them; where it cannot be told, nothing happens.
struct DesktopNotice: Sendable {
    private static let title = "argo-shim"
    private static let text = "A login is needed. Type in a terminal: argo-shim login"
    /// A desktop that hangs must not keep a process waiting.
    private static let timeLimit = Duration.seconds(5)
    /// Without one of them notify-send has nobody to tell, and may start a desktop's programs to find that out.
    private static let signs = ["DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "DISPLAY"]

    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    func show() async {
        guard let (name, arguments) = Self.command(environment),
            let path = ProgramFile.find(name, searchPath: environment["PATH"])
        else { return }
        let program = Subprocess(program: path, arguments: arguments, environment: environment, timeLimit: Self.timeLimit)
        // Whatever comes of it: the log and `argo-shim status` say the same.
        _ = try? await NIOThreadPool.singleton.runIfActive { program.run(Interruption()) }
    }

    /// What shows it; nil where there is no desktop.
    static func command(_ environment: [String: String]) -> (name: String, arguments: [String])? {
        #if os(macOS)
            let script = ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"]
            return ("osascript", script.flatMap { ["-e", $0] } + [title, text])
        #else
            guard signs.contains(where: { environment[$0]?.isEmpty == false }) else { return nil }
            return ("notify-send", ["--app-name=\(title)", title, text])
        #endif
    }
}
