import ArgumentParser
import Daemon
import Shim
import SystemSupport
import TokenSync

/// The valid part of the configuration file.
struct ConfigFile: Equatable, Sendable {
    /// The version of the form that this program reads.
    static let version = 1
    /// Far more than all settings with long comments.
    static let sizeLimit = 64 * 1024

    /// Absolute path.
    let path: String
    /// Each key at most once, by line.
    let entries: [ConfigEntry]
    /// Services beside Argo, and the models that are asked for by other names.
    let services: ProviderConfig
    /// Whether it says which form it has, which a file without settings need not.
    let hasVersion: Bool

    /// Where it is: `$XDG_CONFIG_HOME/argo-shim/config.yaml`, else below `~/.config`.
    static func standardPath(_ folders: UserFolders) -> String { folders.configuration + "/argo-shim/config.yaml" }

    /// Reads it.
    ///
    /// - Parameter home: what `~` stands for.
    /// - Returns: nil where there is none.
    /// - Throws: `ConfigFaults` where something is wrong with it, `Advice` where it cannot be read.
    static func load(_ path: String, home: String) throws -> ConfigFile? {
        guard let bytes = try bytes(of: path) else { return nil }
        return try ConfigFile(bytes, path: path, home: home)
    }

    /// The same of the user's own.
    static func load(_ folders: UserFolders) throws -> ConfigFile? { try load(standardPath(folders), home: folders.home) }

    /// - Throws: `Advice` where the file cannot be read.
    static func bytes(of path: String) throws(Advice) -> [UInt8]? {
        do throws(FileSystemError) {
            guard let bytes = try UserFile(reading: path).bytes else { return nil }
            guard bytes.count <= sizeLimit else { throw FileSystemError.tooLarge(path: path, limit: sizeLimit) }
            return bytes
        } catch {
            throw Advice(
                "Cannot read the configuration. \(error.description)", hints: ["Or ignore it: --no-config"],
                exitCode: .usage)
        }
    }

    /// - Parameter home: what `~` stands for.
    init(_ bytes: [UInt8], path: String, home: String) throws(ConfigFaults) {
        self.path = path
        var reader = ConfigReader(folder: path.split(separator: "/").dropLast().map { "/" + $0 }.joined(), home: home)
        do throws(ConfigFault) {
            try reader.read(try ConfigDocument(bytes))
        } catch {
            throw ConfigFaults(file: path, [error])
        }
        entries = reader.entries
        services = reader.services
        hasVersion = reader.hasVersion
        let faults = reader.faults + ConfigValidator(entries).faults
        if !faults.isEmpty { throw ConfigFaults(file: path, faults) }
    }

    func entry(for key: ConfigKey) -> ConfigEntry? { entries.first { $0.key == key } }
}

/// Takes the settings out of a document, and notes what is wrong with it.
struct ConfigReader {
    /// The folder of the file, which relative paths begin at.
    let folder: String
    let home: String
    private(set) var entries: [ConfigEntry] = []
    private(set) var faults: [ConfigFault] = []
    private(set) var hasVersion = false
    /// Services beside Argo, and the models that are asked for by other names.
    private(set) var services = ProviderConfig()

    /// - Throws: where the rest cannot be understood: of a newer version nothing is known.
    mutating func read(_ document: ConfigDocument) throws(ConfigFault) {
        guard let first = document.members.first else { return }
        if let version = document.members.first(where: { $0.name == "version" }) {
            try check(version)
            hasVersion = true
        } else {
            faults.append(ConfigFault(line: first.line, reason: .noVersion))
        }
        for member in document.members where member.name != "version" {
            if let section = ProviderConfigReader.Section(rawValue: member.name) {
                var reader = ProviderConfigReader(home: home, folder: folder)
                reader.read(member, section, into: &services)
                faults += reader.faults
                continue
            }
            do throws(ConfigFault) {
                entries.append(try entry(member))
            } catch {
                faults.append(error)
            }
        }
    }

    private func check(_ member: ConfigDocument.Member) throws(ConfigFault) {
        guard case .number(let text) = member.value, let version = Int(text), version > 0 else {
            throw ConfigFault(line: member.line, reason: .wrongVersion)
        }
        guard version <= ConfigFile.version else { throw ConfigFault(line: member.line, reason: .newerVersion(version)) }
    }

    private func entry(_ member: ConfigDocument.Member) throws(ConfigFault) -> ConfigEntry {
        guard let key = ConfigKey(rawValue: member.name) else {
            if let remedy = ConfigKey.commandLineOnly[member.name] {
                throw ConfigFault(line: member.line, reason: .commandLineOnly(member.name, remedy: remedy))
            }
            let names = ["version"] + ProviderConfigReader.Section.allCases.map(\.rawValue) + ConfigKey.allCases.map(\.rawValue)
            throw ConfigFault(line: member.line, reason: .unknownKey(member.name, nearest: member.name.nearest(among: names)))
        }
        if member.value == .nothing { throw ConfigFault(line: member.line, reason: .noValue(key)) }
        guard let value = value(member.value, as: key.kind) else { throw ConfigFault(line: member.line, reason: .wrongKind(key)) }
        return ConfigEntry(key: key, value: value, line: member.line)
    }

    private func value(_ value: ConfigDocument.Value, as kind: ConfigKey.Kind) -> ConfigValue? {
        switch (kind, value) {
        case (.flag, .flag(let isSet)): .flag(isSet)
        // As people write numbers: YAML knows octal, binary and minutes too, which nobody means here.
        case (.number, .number(let text)): Int(text).flatMap { "\($0)" == text ? .number($0) : nil }
        case (.text, _): value.text.map { .text($0) }
        case (.path, _): value.text.map { .text(Self.absolute($0, home: home, folder: folder)) }
        case (.list, _): value.texts.map { .list($0) }
        case (.flag, _), (.number, _): nil
        }
    }

    /// No shell has looked at it.
    static func absolute(_ path: String, home: String, folder: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return home + path.dropFirst() }
        return folder + "/" + path
    }
}

/// What `argo-shim run` would say to the settings of a file: its own rules, so that there are no others.
struct ConfigValidator {
    let faults: [ConfigFault]

    init(_ entries: [ConfigEntry]) {
        faults = Self.faults(entries) + Self.unknownFixes(entries)
    }

    private static func faults(_ entries: [ConfigEntry]) -> [ConfigFault] {
        guard let together = refusal(entries) else { return [] }
        let alone = entries.compactMap { entry in
            // How often tokens change is judged by how long they stay good.
            let grace = entry.key == .rotateEvery ? entries.filter { $0.key == .tokenGrace } : []
            return refusal([entry] + grace).map { ConfigFault(line: entry.line, reason: .refused($0)) }
        }
        if !alone.isEmpty { return alone }
        // Each is right, and they do not go together: the first that the words are about.
        let line = entries.first { together.contains($0.key.option) }?.line
        return [ConfigFault(line: line, reason: .refused(together))]
    }

    private static func refusal(_ entries: [ConfigEntry]) -> String? {
        do {
            _ = try RunOptions.parse(entries.flatMap { $0.value.arguments(for: $0.key) })
            return nil
        } catch {
            return RunOptions.message(for: error)
        }
    }

    private static func unknownFixes(_ entries: [ConfigEntry]) -> [ConfigFault] {
        guard let entry = entries.first(where: { $0.key == .noFix }), case .list(let names) = entry.value else { return [] }
        do throws(UnknownQuirkFix) {
            try QuirkFix.validate(Set(names))
            return []
        } catch {
            return [
                ConfigFault(line: entry.line, reason: .refused("no-fix: unknown fix \(error.names.joined(separator: ", "))"))
            ]
        }
    }
}
