import Daemon

/// One thing that is wrong with a configuration file, and in which line. No fault holds a value: it could be a secret.
struct ConfigFault: Error, Equatable {
    enum Reason: Equatable {
        /// No YAML; the library's words.
        case syntax(String)
        case notUTF8
        /// The file is a list or a single text.
        case notAMapping
        case duplicateKey(String)
        case unknownKey(String, nearest: String?)
        /// An option that is no setting, with what to do in its place.
        case commandLineOnly(String, remedy: String)
        case noValue(ConfigKey)
        case wrongKind(ConfigKey)
        /// A value that `argo-shim run` refuses, in its words.
        case refused(String)
        /// There are settings, and no version of the form that they have.
        case noVersion
        case wrongVersion
        case newerVersion(Int)
    }

    /// Counted from 1; nil for the file as a whole.
    let line: Int?
    let reason: Reason
}

/// Everything that is wrong with a configuration file.
struct ConfigFaults: Error, Equatable {
    /// Absolute path.
    let file: String
    /// By line; never empty.
    let faults: [ConfigFault]

    init(file: String, _ faults: [ConfigFault]) {
        self.file = file
        self.faults = faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    /// One line for each, as compilers write them: FILE:LINE: what is wrong.
    var lines: [String] {
        faults.map { fault in "\(file):" + (fault.line.map { "\($0):" } ?? "") + " " + fault.words }
    }

    /// Whether an editor helps: what a newer program has written is right there.
    fileprivate var canBeCorrected: Bool {
        faults.contains { fault in
            if case .newerVersion = fault.reason { false } else { true }
        }
    }
}

extension Advice {
    init(_ error: ConfigFaults) {
        self.init(
            error.lines.first ?? error.file,
            hints: error.lines.dropFirst() + (error.canBeCorrected ? ["Fix it: argo-shim config edit"] : [])
                + ["Or ignore it: --no-config"],
            exitCode: .usage)
    }
}

extension ConfigFault {
    /// What is wrong, and what would be right.
    var words: String {
        switch reason {
        case .syntax(let words): "not valid YAML: \(words)."
        case .notUTF8: "not UTF-8 text."
        case .notAMapping: "settings must be lines of the form NAME: VALUE."
        case .duplicateKey(let name): "\(name) is set twice."
        case .unknownKey(let name, let nearest?): "unknown setting \(Self.shown(name)); did you mean \(nearest)?"
        case .unknownKey(let name, nil): "unknown setting \(Self.shown(name)). List all settings: argo-shim config show"
        case .commandLineOnly(let name, let remedy): "\(name) is not a setting: \(remedy)."
        case .noValue(let key): "\(key.rawValue) has no value. Give it one, or remove the line."
        case .wrongKind(let key): "\(key.rawValue) takes \(Self.words(for: key.kind))."
        case .refused(let words): words.hasSuffix(".") ? words : words + "."
        case .noVersion: "the version is missing. Add the line version: \(ConfigFile.version)"
        case .wrongVersion: "version must be a whole number; this argo-shim supports \(ConfigFile.version)."
        case .newerVersion(let version):
            "the file is for a newer argo-shim: it has version \(version), and argo-shim \(Version.number) supports \(ConfigFile.version). "
                + "Install a newer argo-shim, or move the file away."
        }
    }

    /// A name may be anything at all, and a terminal shows it.
    private static func shown(_ name: String) -> String {
        let text = String(name.prefix(60).map { $0.isASCII && !$0.isNewline && $0 >= " " && $0 != "\u{7F}" ? $0 : "?" })
        return "'\(text)'"
    }

    private static func words(for kind: ConfigKey.Kind) -> String {
        switch kind {
        case .flag: "true or false"
        case .number: "a whole number"
        case .text: "a string, in quotes if it looks like something else"
        case .path: "a file path"
        case .list: "a list of strings, such as [one, two]"
        }
    }
}
