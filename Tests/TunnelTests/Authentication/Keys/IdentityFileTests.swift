import Foundation
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
                == .unusable(reason: "no private key in a format that is known here"))
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
