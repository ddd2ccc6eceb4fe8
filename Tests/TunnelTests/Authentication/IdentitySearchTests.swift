import Testing

@testable import SystemSupport
@testable import Tunnel

struct IdentitySearchTests {
    private func file(_ path: String, _ number: UInt8, _ type: String = "ssh-ed25519", isEncrypted: Bool = false) -> IdentityFile {
        let blob = SampleKey.blob(type, number)
        return IdentityFile(
            path: path, content: .key(KeyFile(algorithm: type, isEncrypted: isEncrypted, publicBlob: blob)), publicBlob: blob)
    }

    private func agentKey(_ number: UInt8, _ type: String = "ssh-ed25519") -> AgentKey {
        AgentKey(blob: SampleKey.blob(type, number), comment: "k\(number)")
    }

    private func search(
        _ files: [IdentityFile], agent: [AgentKey] = [], only: Bool = false, version: String = "1.10.0",
        workedBefore: KeyOffer.Identity? = nil
    ) -> IdentitySearch {
        IdentitySearch(
            files: files, agentKeys: agent, usesOnlyConfiguredIdentities: only, usable: UsableKeys(libraryVersion: version),
            workedBefore: workedBefore)
    }

    @Test func `configured keys come first and in order, then the agent's others`() {
        let found = search([file("/b", 2), file("/a", 1)], agent: [agentKey(3), agentKey(4)])
        #expect(found.offers.map(\.label) == ["/b", "/a", "the agent's key k3", "the agent's key k4"])
        #expect(found.notOffered.isEmpty)
    }

    @Test func `a configured key that the agent holds goes through the agent, once`() {
        let found = search([file("/b", 2, isEncrypted: true), file("/a", 1)], agent: [agentKey(3), agentKey(2)])
        #expect(found.offers.map(\.label) == ["/b (from the agent)", "/a", "the agent's key k3"])
        #expect(found.offers.first?.source == .agent(agentKey(2)))
    }

    @Test func `with IdentitiesOnly the agent's other keys stay there`() {
        let found = search([file("/b", 2)], agent: [agentKey(3), agentKey(2)], only: true)
        #expect(found.offers.map(\.source) == [.agent(agentKey(2))])
    }

    @Test func `a public key in the place of the private one picks a key of the agent`() {
        let public2 = IdentityFile(path: "/b.pub", content: .missing, publicBlob: SampleKey.blob("ssh-ed25519", 2))
        #expect(search([public2], agent: [agentKey(3), agentKey(2)], only: true).offers.map(\.source) == [.agent(agentKey(2))])
        let absent = search([public2], agent: [agentKey(3)], only: true)
        #expect(absent.offers.isEmpty)
        #expect(absent.notOffered == ["/b.pub: the agent does not hold it, and there is no private key"])
    }

    @Test func `missing files are named unless they are the defaults`() {
        let files = ["/home/u/.ssh/id_rsa", "/home/u/.ssh/id_ed25519", "/home/u/.ssh/id_dsa", "/home/u/.ssh/argonne", "/id_rsa"]
        let found = search(files.map { IdentityFile(path: $0, content: .missing) })
        #expect(found.offers.isEmpty)
        #expect(found.notOffered == ["/home/u/.ssh/argonne: there is no such file", "/id_rsa: there is no such file"])
    }

    @Test func `keys that cannot be used are left out with a reason, in files and in agents`() {
        let open = IdentityFile(path: "/o", content: .unusable(reason: "open to all"))
        let found = search([file("/r", 1, "ssh-rsa"), open, file("/e", 2)], agent: [agentKey(3, "ssh-rsa"), agentKey(4, "ssh-dss")])
        #expect(found.offers.map(\.label) == ["/e"])
        let objection = UsableKeys(libraryVersion: "1.10.0").objection(to: "ssh-rsa") ?? ""
        #expect(
            found.notOffered == [
                "/r: \(objection)", "/o: it is open to all", "the agent's key k3: \(objection)",
                "the agent's key k4: OpenSSH ≥ 7.0 refuses DSA keys: make an Ed25519 key",
            ])
        #expect(search([file("/r", 1, "ssh-rsa")], version: "1.11.0").offers.map(\.label) == ["/r"])
    }

    @Test func `an RSA key that the agent holds is not offered from its file instead`() {
        let found = search([file("/r", 1, "ssh-rsa")], agent: [agentKey(1, "ssh-rsa")])
        #expect(found.offers.isEmpty)
        #expect(found.notOffered.count == 1)
    }

    @Test func `a format that hides the type is judged by the public key beside it`() {
        let rsa = IdentityFile(
            path: "/r", content: .key(KeyFile(algorithm: nil, isEncrypted: true)), publicBlob: SampleKey.blob("ssh-rsa", 1))
        #expect(search([rsa]).offers.isEmpty)
        let hidden = IdentityFile(path: "/h", content: .key(KeyFile(algorithm: nil, isEncrypted: true)))
        #expect(search([hidden]).offers.map(\.source) == [.file(path: "/h", certificate: nil, isEncrypted: true)])
    }

    @Test func `a certificate is shown before its key`() throws {
        var key = file("/c", 1, "ecdsa-sha2-nistp256")
        let blob = SampleKey.certificate("ecdsa-sha2-nistp256", 1)
        let line = try #require(PublicKeyLine(Array("ecdsa-sha2-nistp256-cert-v01@openssh.com \(Base64.encode(blob)) c".utf8)))
        key.certificates = [.init(path: "/c-cert.pub", line: line)]
        #expect(
            search([key]).offers.map(\.source) == [
                .file(path: "/c", certificate: "/c-cert.pub", isEncrypted: false),
                .file(path: "/c", certificate: nil, isEncrypted: false),
            ])
        let held = AgentKey(blob: blob, comment: "cert")
        let plain = agentKey(1, "ecdsa-sha2-nistp256")
        #expect(search([key], agent: [plain, held]).offers.map(\.source) == [.agent(held), .agent(plain)])
    }

    @Test func `the same key is not shown twice`() {
        let found = search([file("/a", 1), file("/copy", 1)], agent: [agentKey(3), agentKey(3)])
        #expect(found.offers.map(\.label) == ["/a", "the agent's key k3"])
    }

    @Test func `what worked before comes first`() {
        let found = search([file("/a", 1), file("/b", 2)], agent: [agentKey(3)], workedBefore: .agentKey(blob: agentKey(3).blob))
        #expect(found.offers.map(\.label) == ["the agent's key k3", "/a", "/b"])
        let gone = search([file("/a", 1)], workedBefore: .file(path: "/gone", certificate: nil))
        #expect(gone.offers.map(\.label) == ["/a"])
    }

    @Test func `an agent's comment cannot write to the terminal`() {
        let key = AgentKey(blob: SampleKey.blob("ssh-ed25519", 1), comment: "a\u{1B}[2Jb\nc\u{202E}")
        #expect(search([], agent: [key]).offers.map(\.label) == ["the agent's key a[2Jbc"])
    }
}

struct UsableKeysTests {
    @Test(arguments: [
        ("ssh-ed25519", true, true), ("ecdsa-sha2-nistp256", true, true), ("ecdsa-sha2-nistp521", true, true), ("ssh-rsa", false, true),
        ("ssh-rsa-cert-v01@openssh.com", false, true), ("ssh-ed25519-cert-v01@openssh.com", false, true),
        ("ecdsa-sha2-nistp384-cert-v01@openssh.com", true, true), ("ssh-dss", false, false),
        ("sk-ssh-ed25519@openssh.com", false, false), ("sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", false, false), ("", false, false),
        ("x-new@example.com", false, false),
    ])
    func `keys that the library cannot sign with are not offered`(algorithm: String, before: Bool, since: Bool) {
        for version in ["1.9.0", "1.10.0"] { #expect((UsableKeys(libraryVersion: version).objection(to: algorithm) == nil) == before) }
        for version in ["1.11.0", "1.11.1", "1.11.2_DEV", "1.12.0", "2.0.0"] {
            #expect((UsableKeys(libraryVersion: version).objection(to: algorithm) == nil) == since)
        }
    }

    @Test func `the reason names the way out`() {
        #expect(
            UsableKeys(libraryVersion: "1.10.0").objection(to: "ssh-rsa")
                == "libssh2 1.10.0 signs RSA keys only with SHA-1, which OpenSSH ≥ 8.8 refuses: "
                + "make an Ed25519 key or install libssh2 ≥ 1.11")
    }
}
