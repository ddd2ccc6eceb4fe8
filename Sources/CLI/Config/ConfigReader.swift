/// Takes the settings out of a document, and notes what is wrong with it.
struct ConfigReader {
    /// The folder of the file, which relative paths begin at.
    let folder: String
    let home: String
    private(set) var entries: [ConfigEntry] = []
    private(set) var faults: [ConfigFault] = []
    private(set) var hasVersion = false
    /// Services beside Argo, and the models that are asked for by other names.
    private(set) var services = ServiceConfig()

    init(folder: String, home: String) {
        self.folder = folder
        self.home = home
    }

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
            if let section = ServiceConfigReader.Section(rawValue: member.name) {
                var reader = ServiceConfigReader(home: home, folder: folder)
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
            let names = ["version"] + ServiceConfigReader.Section.allCases.map(\.rawValue) + ConfigKey.allCases.map(\.rawValue)
            let nearest = NearestName(to: member.name, among: names)
            throw ConfigFault(line: member.line, reason: .unknownKey(member.name, nearest: nearest.name))
        }
        if member.value == .nothing { throw ConfigFault(line: member.line, reason: .noValue(key)) }
        guard let value = value(member.value, as: key.kind) else { throw ConfigFault(line: member.line, reason: .wrongKind(key)) }
        return ConfigEntry(key: key, value: value, line: member.line)
    }

    private func value(_ value: ConfigDocument.Value, as kind: ConfigKey.Kind) -> ConfigValue? {
        switch (kind, value) {
        case (.flag, .flag(let isSet)): return .flag(isSet)
        // As people write numbers: YAML knows octal, binary and minutes too, which nobody means here.
        case (.number, .number(let text)): return Int(text).flatMap { "\($0)" == text ? .number($0) : nil }
        case (.text, .text(let text)): return text.isEmpty ? nil : .text(text)
        case (.path, .text(let text)): return text.isEmpty ? nil : .text(absolute(text))
        case (.list, .text(let text)): return text.isEmpty ? nil : .list([text])
        case (.list, .list(let items)):
            let texts = items.compactMap { item in if case .text(let text) = item, !text.isEmpty { text } else { nil } }
            return texts.count == items.count ? .list(texts) : nil
        default: return nil
        }
    }

    /// No shell has looked at it.
    private func absolute(_ path: String) -> String { Self.absolute(path, home: home, folder: folder) }

    static func absolute(_ path: String, home: String, folder: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/") { return home + path.dropFirst() }
        return folder + "/" + path
    }
}
