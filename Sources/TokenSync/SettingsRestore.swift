import LosslessJSON

/// What a settings file becomes when our keys are taken back: pure, from its bytes and what is remembered of it.
struct SettingsRestore {
    /// The file without our keys; nil when there was none before us and nothing else is in it.
    let bytes: [UInt8]?
    /// Whether nobody edited the file since, so that it gets its earlier bytes.
    let isWhole: Bool
    /// The keys that got their earlier values.
    let restored: [[PathStep]]
    /// The keys that somebody gave other values since; they keep them.
    let left: [[PathStep]]

    /// - Throws: `SettingsFault` when the file, or what is remembered of it, does not parse.
    init(of current: [UInt8], remembering record: BackupRecord) throws(SettingsFault) {
        if current == record.earlier || record.isOurs(text: current) {
            bytes = record.earlier
            isWhole = true
            restored = record.keys.map(\.path)
            left = []
            return
        }
        var document = try record.format.document(current)
        let earlier = try record.format.document(record.earlier)
        var restored: [[PathStep]] = []
        var left: [[PathStep]] = []
        for key in record.keys {
            let before = try earlier.value(at: key.path)
            guard let value = try document.value(at: key.path) else {
                guard before != nil, record.isAbsenceOurs(at: key.path), let spelling = try earlier.spelling(at: key.path) else { continue }
                try document.set(spelling, at: key.path)
                restored.append(key.path)
                continue
            }
            if value == before { continue }
            guard record.isOurs(value, at: key.path) else {
                left.append(key.path)
                continue
            }
            if before != nil, let spelling = try earlier.spelling(at: key.path) {
                try document.set(spelling, at: key.path)
            } else {
                try document.remove(key.path, keepingEmpty: { Self.spelling(of: $0, in: earlier) })
            }
            restored.append(key.path)
        }
        bytes = record.earlier == nil && document.isBlank ? nil : document.bytes
        isWhole = false
        self.restored = restored
        self.left = left
    }

    /// How something on the way to a key of ours was spelled; nil where there was nothing.
    private static func spelling(of path: [PathStep], in document: any SettingsDocument) -> [UInt8]? {
        do {
            guard try document.isPresent(path) else { return nil }
            if case .raw(let spelling) = try document.spelling(at: path) { return spelling }
            return Array("{}".utf8)
        } catch {
            // Something stood there that is not spelled in one piece, or that we would never have made.
            return Array("{}".utf8)
        }
    }
}
