import ArgumentParser
import Daemon
import SystemSupport
import TokenSync

struct ConfigImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import the settings of argo-proxy.",
        discussion: """
            Reads argo-proxy's config.yaml without changing it, and reports what was imported and what has no counterpart. Settings that \
            argo-shim already has are kept.
            """)

    @Argument(help: "argo-proxy's configuration file, such as ~/.config/argoproxy/config.yaml.", completion: .file())
    var file: String

    @Flag(name: .customLong("dry-run"), help: "Show what would be imported; write nothing.")
    var dryRun = false

    func run() throws {
        let folders = UserFolders.ofThisProcess
        let path = file.hasPrefix("/") ? file : CurrentProcess.workingFolder + "/" + file
        guard let bytes = try ConfigFile.bytes(of: path) else { throw Advice("\(path) does not exist.", exitCode: .usage) }
        let translation: ProxyConfigTranslation
        do throws(ConfigFault) {
            translation = ProxyConfigTranslation(try ConfigDocument(bytes))
        } catch {
            throw Advice(ConfigFaults(file: path, [error]).lines.joined(), exitCode: .usage)
        }
        let writing = try ConfigWriting(folders)
        let earlier = try writing.earlier.map { try ConfigFile($0, path: writing.path, home: folders.home) }
        let addition = ConfigAddition(of: translation.settings.map(\.setting), to: earlier, bytes: writing.earlier)
        for line in ProxyConfigReport(translation, file: path, kept: addition.kept, path: writing.path).lines { Console.note(line) }
        guard !addition.added.isEmpty else { return Console.note("Nothing to add to \(writing.path)") }
        guard !dryRun else { return Console.note("Nothing was written, because of --dry-run.") }
        do {
            try writing.write(addition.bytes)
        } catch let faults as ConfigFaults {
            throw Advice(
                "These settings conflict with the configuration: \(faults.lines.joined(separator: " "))",
                hints: ["Nothing was written. Add them by hand: argo-shim config edit"], exitCode: .usage)
        }
    }
}

/// What came of argo-proxy's settings, in lines for a person. No value of what was left is in it: it could be a secret.
struct ProxyConfigReport {
    let lines: [String]

    /// - Parameters:
    ///   - file: argo-proxy's.
    ///   - kept: what our file said already.
    ///   - path: of our file.
    init(_ translation: ProxyConfigTranslation, file: String, kept: [ConfigEntry], path: String) {
        let taken = translation.settings.map { item in
            let setting = item.setting
            guard let entry = kept.first(where: { $0.key == setting.key }) else {
                return (item.line, "\(file):\(item.line): \(item.name) becomes \(setting.key.rawValue): \(setting.value.yaml)")
            }
            return (
                item.line, "\(file):\(item.line): \(item.name) was skipped: \(path):\(entry.line) already sets \(setting.key.rawValue)."
            )
        }
        let left = translation.left.map { item in
            // A name is whatever stands before a colon.
            let name = String(item.name.prefix(60).map { $0.isASCII && $0 > " " && $0 != "\u{7F}" ? $0 : "?" })
            return (item.line, "\(file):\(item.line): \(name) has no counterpart: \(item.reason).")
        }
        let goesItself = !translation.settings.contains { $0.setting.key == .upstream }
        lines =
            (taken + left).sorted { $0.0 < $1.0 }.map(\.1)
            + (goesItself ? ["argo-proxy connects to Argo directly; argo-shim opens an SSH tunnel, unless direct is true."] : [])
    }
}

/// Settings that are put into a configuration file, behind what it has: not a byte of that changes.
struct ConfigAddition {
    struct Setting: Equatable {
        let key: ConfigKey
        let value: ConfigValue
    }

    let added: [Setting]
    /// What the file has already, and keeps.
    let kept: [ConfigEntry]
    /// The whole file.
    let bytes: [UInt8]

    /// - Parameters:
    ///   - settings: each key once.
    ///   - file: nil where there is none.
    ///   - bytes: what the file holds.
    init(of settings: [Setting], to file: ConfigFile?, bytes: [UInt8]?) {
        kept = settings.compactMap { file?.entry(for: $0.key) }
        let taken = Set(kept.map(\.key))
        let added = settings.filter { !taken.contains($0.key) }
        self.added = added
        guard let bytes, !bytes.isEmpty else {
            self.bytes = Array(ConfigTemplate(Dictionary(added.map { ($0.key, $0.value) }) { first, _ in first }).text.utf8)
            return
        }
        let hasVersion = file?.hasVersion ?? false
        let lines = (hasVersion ? [] : ["version: \(ConfigFile.version)"]) + added.map { "\($0.key.rawValue): \($0.value.yaml)" }
        let lineEnd = bytes.last == UInt8(ascii: "\n") ? "" : "\n"
        self.bytes = bytes + Array((lineEnd + lines.joined(separator: "\n") + "\n").utf8)
    }
}
