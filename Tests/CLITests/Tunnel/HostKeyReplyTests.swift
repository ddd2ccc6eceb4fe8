import Testing

@testable import CLI

struct HostKeyReplyTests {
    private static let fingerprint = "SHA256:AAAAbbbbCCCC"

    @Test(arguments: [
        ("yes", HostKeyReply.trust), ("YES", .trust), ("  yes \r", .trust), (fingerprint, .trust), (" \(fingerprint)", .trust),
        ("no", .refuse), ("No", .refuse),
        ("", .unclear), ("y", .unclear), ("yes please", .unclear), ("SHA256:AAAAbbbbCCCD", .unclear), ("sha256:aaaabbbbcccc", .unclear),
    ])
    func `only yes or the very fingerprint means trust`(text: String, reply: HostKeyReply) {
        #expect(HostKeyReply(text, fingerprint: Self.fingerprint) == reply)
    }
}
