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
