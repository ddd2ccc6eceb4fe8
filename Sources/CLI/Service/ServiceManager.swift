/// The program that keeps a user's services, and the file that it reads ours from.
struct ServiceManager {
    enum Kind {
        case systemd, launchd
    }

    let kind: Kind
    /// Absolute path of our file.
    let file: String
    private let userID: UInt32

    static let unit = "argo-shim.service"

    /// - Parameters:
    ///   - home: absolute path of the home folder.
    ///   - configuration: `$XDG_CONFIG_HOME`, or what stands for it.
    ///   - userID: of the user whose services these are.
    init(_ kind: Kind, home: String, configuration: String, userID: UInt32) {
        self.kind = kind
        self.userID = userID
        file =
            switch kind {
            case .systemd: "\(configuration)/systemd/user/\(Self.unit)"
            case .launchd: "\(home)/Library/LaunchAgents/\(LaunchAgent.label).plist"
            }
    }

    /// What this system has.
    static var kindHere: Kind {
        #if os(macOS)
            .launchd
        #else
            .systemd
        #endif
    }

    /// The file's text.
    func text(_ definition: ServiceDefinition, runtimeFolder: String?) throws -> String {
        switch kind {
        case .systemd: SystemdUnit(definition: definition, runtimeFolder: runtimeFolder).text
        case .launchd: try LaunchAgent(definition).text()
        }
    }

    /// Whether a file in our place is ours.
    func isOurs(_ text: String) -> Bool {
        switch kind {
        case .systemd: text.hasPrefix(SystemdUnit.mark)
        // The label is the file's name, and no other program's.
        case .launchd: text.contains("<string>\(LaunchAgent.label)</string>")
        }
    }

    // MARK: Commands

    /// Start it, now and at each login, from the file as it is.
    var starting: [[String]] {
        switch kind {
        case .systemd: [systemctl("daemon-reload"), systemctl("enable", Self.unit), systemctl("restart", Self.unit)]
        case .launchd: [["launchctl", "bootstrap", domain, file]]
        }
    }

    /// Stop it and start it no more. It fails where there is nothing to stop.
    var stopping: [[String]] {
        switch kind {
        case .systemd: [systemctl("disable", "--now", Self.unit)]
        case .launchd: [["launchctl", "bootout", "\(domain)/\(LaunchAgent.label)"]]
        }
    }

    /// Prints its state, and fails where it does not run.
    var query: [String] {
        switch kind {
        case .systemd: systemctl("is-active", Self.unit)
        case .launchd: ["launchctl", "print", "\(domain)/\(LaunchAgent.label)"]
        }
    }

    /// Stops it and starts it again.
    var restarting: [String] {
        switch kind {
        case .systemd: systemctl("restart", Self.unit)
        case .launchd: ["launchctl", "kickstart", "-k", "\(domain)/\(LaunchAgent.label)"]
        }
    }

    /// What shows the program's messages.
    func logs(_ log: String) -> String {
        switch kind {
        case .systemd: "journalctl --user -u \(Self.unit)"
        case .launchd: "tail \(log)"
        }
    }

    private var domain: String { "gui/\(userID)" }

    private func systemctl(_ words: String...) -> [String] {
        ["systemctl", "--user"] + words
    }
}
