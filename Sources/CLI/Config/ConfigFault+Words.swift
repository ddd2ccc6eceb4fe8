extension ConfigFault {
    /// What is wrong, and what would be right.
    var words: String {
        switch reason {
        case .syntax(let words): "this is no YAML: \(words)."
        case .notUTF8: "this is no text in UTF-8."
        case .notAMapping: "settings are lines of the form NAME: VALUE."
        case .duplicateKey(let name): "\(name) has a value already."
        case .unknownKey(let name, let nearest?): "there is no setting \(Self.shown(name)); the nearest is \(nearest)."
        case .unknownKey(let name, nil): "there is no setting \(Self.shown(name)). All of them: argo-shim config show"
        case .commandLineOnly(let name, let remedy): "\(name) is no setting: \(remedy)."
        case .noValue(let key): "\(key.rawValue) has no value. Give it one, or take the line out."
        case .wrongKind(let key): "\(key.rawValue) takes \(Self.words(for: key.kind))."
        case .refused(let words): words.hasSuffix(".") ? words : words + "."
        case .noVersion: "it does not say which form it has. Add the line version: \(ConfigFile.version)"
        case .wrongVersion: "version takes a whole number; this argo-shim knows \(ConfigFile.version)."
        case .newerVersion(let version):
            "it is for a newer argo-shim: its version is \(version), and \(Version.number) knows \(ConfigFile.version). "
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
        case .text: "a text, in quotes where it looks like something else"
        case .path: "the path of a file"
        case .list: "a list of texts, such as [one, two]"
        }
    }
}
