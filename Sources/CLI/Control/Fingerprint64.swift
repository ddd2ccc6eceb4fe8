/// A short name for a long text, the same in every process: FNV-1a (draft-eastlake-fnv), against accidents and not against people.
struct Fingerprint64 {
    let text: String

    init(of source: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in source.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        text = String(hash, radix: 36)
    }
}
