import Foundation
import SeededRandom
import Testing

@testable import Tunnel

@Suite(.enabled(if: OpenSSH.isInstalled, "ssh-keygen is not installed"), .timeLimit(.minutes(2)))
struct IdentityFileTests {
    private let folder: TrustFolder
    private let openSSH: OpenSSH

    init() throws {
        folder = try TrustFolder()
        openSSH = OpenSSH(folder: folder)
    }

    @Test func `a key that others may read is not used`() async throws {
        _ = try await openSSH.makeKey("ed25519", named: "key")
        let path = folder.file("key")
        guard case .key = IdentityFile(reading: path, certificates: []).content else {
            Issue.record("a private key is usable")
            return
        }
        for mode in [0o644, 0o640, 0o620, 0o604] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(
                IdentityFile(reading: path, certificates: []).content
                    == .unusable(reason: "open to other users of this machine (chmod 600 makes it private)"))
        }
    }

    @Test func `a missing key, a folder and other files are told apart`() throws {
        #expect(IdentityFile(reading: folder.file("none"), certificates: []).content == .missing)
        #expect(IdentityFile(reading: folder.file("none/none"), certificates: []).content == .missing)
        try folder.write("hello", to: "text")
        #expect(
            IdentityFile(reading: folder.file("text"), certificates: []).content
                == .unusable(reason: "not a private key in a known format"))
        guard case .unusable = IdentityFile(reading: folder.path, certificates: []).content else {
            Issue.record("a folder is no key")
            return
        }
    }

    @Test func `the public key comes from the file itself, from the one beside it, or stands in its place`() async throws {
        let line = try await openSSH.makeKey("ed25519", named: "key")
        let blob = PublicKeyLine(Array(line.utf8))?.blob
        #expect(blob != nil)
        #expect(IdentityFile(reading: folder.file("key"), certificates: []).publicBlob == blob)
        #expect(IdentityFile(reading: folder.file("key.pub"), certificates: []).publicBlob == blob)
        #expect(IdentityFile(reading: folder.file("key.pub"), certificates: []).content == .missing)
        try FileManager.default.removeItem(atPath: folder.file("key"))
        #expect(IdentityFile(reading: folder.file("key"), certificates: []).publicBlob == blob)
        #expect(IdentityFile(reading: folder.file("key"), certificates: []).content == .missing)
    }

    @Test func `certificates go with the keys that they are for`() async throws {
        for name in ["a", "b", "ca"] { _ = try await openSSH.makeKey("ecdsa", named: name) }
        for name in ["a", "b"] {
            let arguments = ["-q", "-s", folder.file("ca"), "-I", "test", "-n", "user", folder.file(name + ".pub")]
            try #require(try await openSSH.output(of: "ssh-keygen", arguments) != nil)
        }
        try FileManager.default.moveItem(atPath: folder.file("b-cert.pub"), toPath: folder.file("named.pub"))
        var hop = Hop(name: "h", address: Endpoint(host: "h", port: 22), user: "u")
        hop.identityFiles = [folder.file("a"), folder.file("b")]
        hop.certificateFiles = [folder.file("named.pub"), folder.file("missing.pub")]
        let files = IdentityFile.all(of: hop)
        #expect(files.map { $0.certificates.map(\.path) } == [[folder.file("a-cert.pub")], [folder.file("named.pub")]])
    }
}

@Suite(.enabled(if: OpenSSH.isInstalled, "ssh-keygen is not installed"), .timeLimit(.minutes(2)))
struct KeyFileTests {
    private let folder: TrustFolder
    private let openSSH: OpenSSH

    init() throws {
        folder = try TrustFolder()
        openSSH = OpenSSH(folder: folder)
    }

    private func makeKey(_ arguments: [String], passphrase: String) async throws -> [UInt8] {
        let all = ["-q", "-N", passphrase, "-C", "", "-f", folder.file("key")] + arguments
        try #require(try await openSSH.output(of: "ssh-keygen", all) != nil)
        return Array(try #require(FileManager.default.contents(atPath: folder.file("key"))))
    }

    private var publicBlob: [UInt8]? { folder.text("key.pub").flatMap { PublicKeyLine(Array($0.utf8))?.blob } }

    static let kinds: [(arguments: [String], algorithm: String)] = [
        (["-t", "ed25519"], "ssh-ed25519"), (["-t", "ecdsa", "-b", "256"], "ecdsa-sha2-nistp256"),
        (["-t", "ecdsa", "-b", "521"], "ecdsa-sha2-nistp521"), (["-t", "rsa", "-b", "2048"], "ssh-rsa"),
    ]

    @Test(arguments: kinds, ["", "correct horse"])
    func `OpenSSH's format shows type, public key and encryption`(
        kind: (arguments: [String], algorithm: String), passphrase: String
    ) async throws {
        let key = try #require(KeyFile(try await makeKey(kind.arguments, passphrase: passphrase)))
        #expect(key.algorithm == kind.algorithm)
        #expect(key.isEncrypted == !passphrase.isEmpty)
        #expect(key.publicBlob == publicBlob)
        #expect(key.publicBlob != nil)
    }

    @Test(arguments: ["PEM", "PKCS8"], ["", "correct horse"])
    func `PEM formats show type and encryption as far as they can`(format: String, passphrase: String) async throws {
        for kind in [(["-t", "rsa", "-b", "2048"], "ssh-rsa"), (["-t", "ecdsa"], nil)] as [([String], String?)] {
            try? FileManager.default.removeItem(atPath: folder.file("key"))
            let key = try #require(KeyFile(try await makeKey(kind.0 + ["-m", format], passphrase: passphrase)))
            let isHidden = format == "PKCS8" && !passphrase.isEmpty
            #expect(key.algorithm == (isHidden ? nil : kind.1))
            #expect(key.isEncrypted == !passphrase.isEmpty)
            #expect(key.publicBlob == nil)
        }
    }

    @Test func `every beginning of a key is no key, and no bytes crash the reader`() async throws {
        let bytes = try await makeKey(["-t", "ed25519"], passphrase: "")
        let line = "-----END OPENSSH PRIVATE KEY-----\n".utf8.count
        for count in 0..<(bytes.count - line) { #expect(KeyFile(Array(bytes.prefix(count))) == nil) }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<4 { damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(in: 0...255, using: &generator) }
            _ = KeyFile(damaged)
            _ = PublicKeyLine(damaged)
        }
    }

    @Test(arguments: [
        "", "-----BEGIN ", "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n", "ssh-ed25519 AAAA comment",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n!!!!\n-----END OPENSSH PRIVATE KEY-----\n",
    ])
    func `what is no private key is not taken for one`(text: String) {
        #expect(KeyFile(Array(text.utf8)) == nil)
    }

    @Test func `a certificate covers its own key and no other`() async throws {
        for (name, type) in [("a", "ed25519"), ("b", "ed25519"), ("c", "ecdsa"), ("ca", "ed25519")] {
            _ = try await openSSH.makeKey(type, named: name)
        }
        func blob(_ name: String) throws -> [UInt8] {
            let text = try #require(folder.text(name + ".pub"))
            return try #require(PublicKeyLine(Array(text.utf8))).blob
        }
        for name in ["a", "c"] {
            let arguments = ["-q", "-s", folder.file("ca"), "-I", "test", "-n", "user", folder.file(name + ".pub")]
            try #require(try await openSSH.output(of: "ssh-keygen", arguments) != nil)
        }
        let certificate = try blob("a-cert")
        #expect(try Certificate.covers(certificate, key: blob("a")))
        #expect(try !Certificate.covers(certificate, key: blob("b")))
        #expect(try !Certificate.covers(certificate, key: blob("c")))
        #expect(try Certificate.covers(blob("c-cert"), key: blob("c")))
        #expect(try !Certificate.covers(blob("a"), key: blob("a")))
        #expect(Certificate.keyAlgorithm(of: "ecdsa-sha2-nistp256-cert-v01@openssh.com") == "ecdsa-sha2-nistp256")
        // The type, the nonce and the key: the fields up to there take 108 bytes.
        for count in 0..<108 { #expect(try !Certificate.covers(Array(certificate.prefix(count)), key: blob("a"))) }
    }
}
