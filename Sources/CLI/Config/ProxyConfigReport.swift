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
                item.line, "\(file):\(item.line): \(item.name) is not taken: \(path):\(entry.line) has \(setting.key.rawValue) already."
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
            + (goesItself ? ["argo-proxy connects to Argo itself; argo-shim opens an SSH tunnel, unless the setting direct is true."] : [])
    }
}
