import LosslessJSON

/// What a settings file would become: pure, from its bytes, the wished edits and what is remembered of it.
struct SettingsDraft: Sendable {
    /// The values that change; none when the file is right.
    let changes: [SettingChange]
    /// What was wished for, as it applies to this file.
    let edits: [SettingEdit]
    /// The file with the changes.
    let bytes: [UInt8]
    /// What to remember before the file is written.
    let record: BackupRecord

    /// - Parameters:
    ///   - list: a list of which entries go that are ours alone and in none of the edits.
    ///   - current: the file's bytes; nil when there is none.
    ///   - record: what is remembered of it, or a new record.
    /// - Throws: `SettingsFault` when the file does not parse or has another shape than expected.
    init(
        _ edits: [SettingEdit], trimming list: [PathStep]? = nil, on current: [UInt8]?, remembering record: BackupRecord
    ) throws(SettingsFault) {
        var document = try record.format.document(current)
        var next = record
        next.earlier = try Self.textWithoutUs(current, record)
        if let current, !record.isOurs(text: current) { next.written = [] }
        var changes: [SettingChange] = []
        var wishes: [SettingEdit] = []
        for edit in edits { wishes += try edit.expanded(in: document, isOurs: { record.isOurs($0, at: edit.path) }) }
        for edit in wishes {
            let before = try document.value(at: edit.path)
            let after = try edit.value(in: document, isOurs: { record.isOurs($0, at: edit.path) })
            if let after {
                try document.set(after, at: edit.path)
            } else {
                guard case .absent = edit.rule, before != nil else { continue }
                try document.remove(edit.path, keepingEmpty: { _ in [] })
            }
            changes.append(SettingChange(path: edit.path, before: before, after: after, isSecret: edit.isSecret))
            next.note(after, at: edit.path)
        }
        if let list {
            let trim = ListTrim(list: list, wishes: wishes, record: record)
            changes += try trim.run(in: &document, besides: record.format.document(next.earlier))
        }
        next.note(text: document.bytes)
        self.changes = changes
        self.edits = wishes
        bytes = document.bytes
        self.record = next
    }

    /// The file as it would be had we never touched it.
    private static func textWithoutUs(_ current: [UInt8]?, _ record: BackupRecord) throws(SettingsFault) -> [UInt8]? {
        guard let current else { return nil }
        if record.written.isEmpty { return current }
        if record.isOurs(text: current) { return record.earlier }
        return try SettingsRestore(of: current, remembering: record).bytes
    }
}

/// Takes entries out of a list of ours that are no longer wished for, such as models that are gone.
struct ListTrim {
    /// The way to the list, or to the object whose members are the entries.
    let list: [PathStep]
    let wishes: [SettingEdit]
    let record: BackupRecord

    /// Entries that the user has made, or changed, or added something to, stay as they are.
    ///
    /// - Parameter others: the file as it would be without us.
    /// - Returns: what was taken away.
    func run<Document: SettingsDocument>(
        in document: inout Document, besides others: any SettingsDocument
    ) throws(SettingsFault) -> [SettingChange] {
        var changes: [SettingChange] = []
        for entry in staleEntries {
            guard try document.isPresent(entry), try !others.isPresent(entry) else { continue }
            var trial = document
            if let removed = try remove(entry, from: &trial), try !trial.isPresent(entry) {
                document = trial
                changes += removed
            }
        }
        return changes
    }

    /// Those that we wrote and nobody wishes for, in the order in which we wrote them.
    private var staleEntries: [[PathStep]] {
        let entries = { (paths: [[PathStep]]) in
            paths.filter { $0.count > list.count && $0.starts(with: list) }.map { Array($0.prefix(list.count + 1)) }
        }
        var seen = Set(entries(wishes.map(\.path)))
        return entries(record.keys.map(\.path)).filter { seen.insert($0).inserted }
    }

    /// Nil when a value in it is the user's.
    private func remove<Document: SettingsDocument>(
        _ entry: [PathStep], from document: inout Document
    ) throws(SettingsFault) -> [SettingChange]? {
        var changes: [SettingChange] = []
        for key in record.keys where key.path.starts(with: entry) {
            guard let value = try document.value(at: key.path) else { continue }
            guard record.isOurs(value, at: key.path) else { return nil }
            try document.remove(key.path, keepingEmpty: { $0.count > list.count ? nil : [] })
            changes.append(SettingChange(path: key.path, before: value, after: nil, isSecret: false))
        }
        return changes
    }
}
