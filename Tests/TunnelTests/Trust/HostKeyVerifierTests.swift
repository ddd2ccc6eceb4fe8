import Foundation
import Testing

@testable import Tunnel

struct HostKeyVerifierTests {
    private let folder: TrustFolder
    private let key = HostKey.sample(1)
    private let other = HostKey.sample(2)

    init() throws { folder = try TrustFolder() }

    private func hop(_ policy: UnknownHostKeyPolicy, _ file: String = "known_hosts") -> Hop {
        var hop = Hop(name: "homes", address: Endpoint(host: "homes.example.org", port: 22), user: "alice")
        hop.knownHostsFiles = [folder.file(file)]
        hop.unknownHostKeys = policy
        return hop
    }

    private func verify(_ key: HostKey, at hop: Hop, _ witness: HostKeyWitness) throws(TunnelError) {
        try HostKeyVerifier(hop: hop, prompter: witness, warn: witness.warn).verify(key)
    }

    private func isRefusedAsUnknown(_ key: HostKey, at hop: Hop, _ witness: HostKeyWitness) -> Bool {
        do {
            try verify(key, at: hop, witness)
            return false
        } catch {
            let refusal = TunnelError.hostKeyUnknown(
                hop: "homes", address: hop.address, algorithm: key.algorithm, fingerprint: key.fingerprint)
            return error == refusal
        }
    }

    @Test func `a key that the files trust is accepted without a question`() throws {
        let witness = HostKeyWitness(trusts: false)
        try folder.write("homes.example.org \(key.text)\n", to: "second")
        var hop = hop(.refuse)
        hop.knownHostsFiles.append(folder.file("second"))
        try verify(key, at: hop, witness)
        hop.globalKnownHostsFiles = [hop.knownHostsFiles.removeLast()]
        try verify(key, at: hop, witness)
        #expect(witness.questions == [])
        #expect(witness.warnings == [])
        #expect(try folder.names() == ["second"])
    }

    @Test func `a person's yes adds one line, and the key is known from then on`() throws {
        let witness = HostKeyWitness(trusts: true)
        try folder.write("other \(other.text)", to: "known_hosts")
        try verify(key, at: hop(.ask), witness)
        let question = HostKeyQuestion(
            hop: "homes", address: Endpoint(host: "homes.example.org", port: 22), algorithm: "ssh-ed25519",
            fingerprint: key.fingerprint, file: folder.file("known_hosts"))
        #expect(witness.questions == [question])
        #expect(folder.text("known_hosts") == "other \(other.text)\nhomes.example.org \(key.text)\n")
        try verify(key, at: hop(.refuse), witness)
        #expect(witness.questions.count == 1)
        #expect(witness.warnings == [])
    }

    @Test func `a no, an absent person and a strict policy refuse, and nothing is written`() throws {
        #expect(isRefusedAsUnknown(key, at: hop(.ask), HostKeyWitness(trusts: false)))
        let absent = HostKeyWitness(isAvailable: false, trusts: true)
        #expect(isRefusedAsUnknown(key, at: hop(.ask), absent))
        #expect(isRefusedAsUnknown(key, at: hop(.refuse), absent))
        #expect(absent.questions == [])
        #expect(try folder.names() == [])
    }

    @Test func `accept-new adds without a question, and says so`() throws {
        let witness = HostKeyWitness(isAvailable: false, trusts: false)
        try verify(key, at: hop(.acceptNew), witness)
        #expect(folder.text("known_hosts") == "homes.example.org \(key.text)\n")
        let file = folder.file("known_hosts")
        #expect(
            witness.warnings == [.hostKeyAdded(hop: "homes", algorithm: "ssh-ed25519", fingerprint: key.fingerprint, file: file)])
    }

    @Test(arguments: [UnknownHostKeyPolicy.refuse, .ask, .acceptNew])
    func `a changed key is refused under every policy, with both fingerprints and the line`(policy: UnknownHostKeyPolicy) throws {
        let witness = HostKeyWitness(trusts: true)
        let file = try folder.write("# mine\nhomes.example.org \(other.text)\n", to: "known_hosts")
        let known = KnownKeyPlace(file: file, line: 2, algorithm: "ssh-ed25519", fingerprint: other.fingerprint)
        let hop = hop(policy)
        #expect(
            throws: TunnelError.hostKeyChanged(
                hop: "homes", address: hop.address, algorithm: "ssh-ed25519", fingerprint: key.fingerprint, known: known)
        ) { try verify(key, at: hop, witness) }
        #expect(witness.questions == [])
        #expect(folder.text("known_hosts") == "# mine\nhomes.example.org \(other.text)\n")
    }

    @Test(arguments: [UnknownHostKeyPolicy.refuse, .ask, .acceptNew])
    func `a revoked key is refused under every policy`(policy: UnknownHostKeyPolicy) throws {
        let witness = HostKeyWitness(trusts: true)
        var hop = hop(policy)
        hop.globalKnownHostsFiles = [try folder.write("@revoked * \(key.text)\n", to: "global")]
        try folder.write("homes.example.org \(key.text)\n", to: "known_hosts")
        let known = KnownKeyPlace(file: folder.file("global"), line: 1, algorithm: "ssh-ed25519", fingerprint: key.fingerprint)
        let refusal = TunnelError.hostKeyRevoked(hop: "homes", address: hop.address, fingerprint: key.fingerprint, known: known)
        #expect(throws: refusal) { try verify(key, at: hop, witness) }
    }

    @Test func `a missing folder and file are made for the user alone`() throws {
        try verify(key, at: hop(.acceptNew, "home/known_hosts"), HostKeyWitness(trusts: false))
        #expect(try folder.mode("home") == 0o700)
        #expect(try folder.mode("home/known_hosts") == 0o600)
    }

    @Test func `a link is followed, and stays a link`() throws {
        try folder.write("", to: "real")
        try FileManager.default.createSymbolicLink(atPath: folder.file("known_hosts"), withDestinationPath: folder.file("real"))
        try verify(key, at: hop(.acceptNew), HostKeyWitness(trusts: false))
        #expect(folder.text("real") == "homes.example.org \(key.text)\n")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("known_hosts")) == folder.file("real"))
    }

    @Test func `a key that cannot be written down counts for this session, with a warning`() throws {
        // A folder cannot be written to like a file, whoever runs the test.
        for policy in [UnknownHostKeyPolicy.ask, .acceptNew] {
            let witness = HostKeyWitness(trusts: true)
            var hop = hop(policy)
            hop.knownHostsFiles = [folder.path]
            try verify(key, at: hop, witness)
            #expect(witness.warnings.contains(.hostKeyNotKept(hop: "homes", file: folder.path, code: EISDIR)))
        }
        var hop = hop(.ask)
        hop.knownHostsFiles = [folder.file("a/b/known_hosts")]
        let witness = HostKeyWitness(trusts: true)
        try verify(key, at: hop, witness)
        #expect(witness.warnings == [.hostKeyNotKept(hop: "homes", file: folder.file("a/b/known_hosts"), code: ENOENT)])
        #expect(isRefusedAsUnknown(key, at: hop, HostKeyWitness(trusts: false)))
    }

    @Test func `without a file, or with a name that no file can hold, an unknown key is refused`() throws {
        let witness = HostKeyWitness(trusts: true)
        var hop = hop(.acceptNew)
        hop.hostKeyAlias = "a,*"
        #expect(isRefusedAsUnknown(key, at: hop, witness))
        hop.hostKeyAlias = nil
        hop.knownHostsFiles = []
        #expect(isRefusedAsUnknown(key, at: hop, witness))
        #expect(try folder.names() == [])
    }

    @Test func `names are hashed where the configuration says so or the file's names are`() throws {
        var hop = hop(.acceptNew)
        hop.hashesKnownHosts = true
        hop.address.port = 2_222
        try verify(key, at: hop, HostKeyWitness(trusts: false))
        let first = try #require(folder.text("known_hosts"))
        #expect(first.hasPrefix("|1|") && first.hasSuffix(" \(key.text)\n") && !first.contains("homes"))

        hop.hashesKnownHosts = false
        hop.address.host = "second.example.org"
        try verify(other, at: hop, HostKeyWitness(trusts: false))
        let second = try #require(folder.text("known_hosts")?.dropFirst(first.count))
        #expect(second.hasPrefix("|1|") && !second.contains("second"))
        #expect(second.prefix(40) != first.prefix(40), "two names have two salts")

        hop.unknownHostKeys = .refuse
        try verify(other, at: hop, HostKeyWitness(trusts: false))

        try folder.write("# plain\na \(key.text)\n\(second)", to: "mixed")
        var mixed = self.hop(.acceptNew, "mixed")
        mixed.address.host = "third.example.org"
        try verify(key, at: mixed, HostKeyWitness(trusts: false))
        #expect(folder.text("mixed")?.hasSuffix("third.example.org \(key.text)\n") == true)
    }

    @Test func `a certificate is not taken for a key`() throws {
        let certificate = HostKey.sample(algorithm: "ssh-ed25519-cert-v01@openssh.com", fields: [[1]])
        #expect(throws: TunnelError.self) { try verify(certificate, at: hop(.acceptNew), HostKeyWitness(trusts: true)) }
        #expect(try folder.names() == [])
    }

    @Test func `a device in place of a file does no harm`() throws {
        var hop = hop(.acceptNew)
        hop.knownHostsFiles = ["/dev/null"]
        let witness = HostKeyWitness(trusts: false)
        try verify(key, at: hop, witness)
        #expect(
            witness.warnings == [.hostKeyAdded(hop: "homes", algorithm: "ssh-ed25519", fingerprint: key.fingerprint, file: "/dev/null")])
    }

    @Test func `the known types are asked for first, and none at all is an error`() throws {
        try folder.write("homes.example.org \(HostKey.sampleECDSA(1).text)\n", to: "known_hosts")
        var hop = hop(.ask)
        let verifier = HostKeyVerifier(hop: hop, prompter: HostKeyWitness(trusts: false)) { _ in }
        #expect(try verifier.preferredAlgorithms(among: ["ssh-ed25519", "ecdsa-sha2-nistp256"]) == ["ecdsa-sha2-nistp256", "ssh-ed25519"])
        hop.hostKeyAlgorithms = ["ssh-ed25519-cert-v01@openssh.com"]
        let strict = HostKeyVerifier(hop: hop, prompter: HostKeyWitness(trusts: false)) { _ in }
        #expect(throws: TunnelError.self) { try strict.preferredAlgorithms(among: ["ssh-ed25519"]) }
    }

    @Test func `a person who gives up has not refused the key`() throws {
        let witness = HostKeyWitness(trusts: nil)
        let gone = TunnelError.personNeeded(hop: "homes", user: "alice", reason: "the question about its host key was not answered")
        #expect(throws: gone) { try verify(key, at: hop(.ask), witness) }
        #expect(folder.text("known_hosts") == nil)
    }

    @Test func `a file that is there and cannot be read is reported`() throws {
        var hop = hop(.acceptNew)
        hop.globalKnownHostsFiles = [folder.path, folder.file("missing"), folder.file("missing/below")]
        let witness = HostKeyWitness(trusts: false)
        try verify(key, at: hop, witness)
        #expect(witness.warnings.first == .knownHostsUnreadable(file: folder.path, code: EISDIR))
        #expect(witness.warnings.count == 2)
    }

    @Test func `lines that are added at the same time all arrive whole`() async throws {
        let count = 40
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                var hop = hop(.acceptNew)
                hop.address.host = "host\(number).example.org"
                group.addTask { [hop] in
                    #expect(throws: Never.self) {
                        try HostKeyVerifier(hop: hop, prompter: HostKeyWitness(trusts: false)) { _ in }.verify(.sample(UInt8(number)))
                    }
                }
            }
        }
        let lines = try #require(folder.text("known_hosts")).split(separator: "\n").sorted()
        #expect(lines == (0..<count).map { "host\($0).example.org \(HostKey.sample(UInt8($0)).text)" }.sorted().map { $0[...] })
    }
}
