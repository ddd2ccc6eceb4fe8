import LosslessJSON

/// What a draft changes in a file, with the secrets left out.
struct MaskedDiff {
    private static let earlierSecret = "(the earlier value is not shown)"
    private static let secret = "(the value is not shown)"

    /// As `diff -u` writes it; empty when nothing changes.
    let text: String

    /// - Parameters:
    ///   - draft: what the file would become.
    ///   - current: the file's bytes; nil when there is none.
    ///   - token: what must not be seen anywhere.
    ///   - file: the file's path.
    init(of draft: SettingsDraft, on current: [UInt8]?, hiding token: AccessToken, file: String) throws(SettingsFault) {
        let format = draft.record.format
        var before = try format.document(current)
        var after = try format.document(draft.bytes)
        for edit in draft.edits where edit.isSecret {
            let isChanged = try before.value(at: edit.path) != after.value(at: edit.path)
            if try before.value(at: edit.path) != nil {
                try before.set(.string(isChanged ? Self.earlierSecret : Self.secret), at: edit.path)
            }
            if try after.value(at: edit.path) != nil { try after.set(.string(Self.secret), at: edit.path) }
        }
        let mask = { (bytes: [UInt8]) in
            Array(String(decoding: bytes, as: UTF8.self).replacing(token.secret, with: Self.secret).utf8)
        }
        text = UnifiedDiff(from: current == nil ? nil : mask(before.bytes), to: mask(after.bytes), name: file).text
    }
}
