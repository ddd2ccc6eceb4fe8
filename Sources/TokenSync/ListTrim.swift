import LosslessJSON

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
