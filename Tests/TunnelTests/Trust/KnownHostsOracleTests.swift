import SeededRandom
import Testing

@testable import SystemSupport
@testable import Tunnel

/// The same files, read by OpenSSH's own programs.
@Suite(.enabled(if: OpenSSH.isInstalled, "ssh and ssh-keygen are not installed"), .timeLimit(.minutes(2)))
struct KnownHostsOracleTests {
    private let folder: TrustFolder
    private let programs: OpenSSH

    init() throws {
        folder = try TrustFolder()
        programs = OpenSSH(folder: folder)
    }

    @Test(arguments: [("ed25519", nil), ("ecdsa", 256), ("ecdsa", 521), ("rsa", 2_048)] as [(String, Int?)])
    func `a real key is read, and its fingerprint is that of ssh-keygen`(type: String, bits: Int?) async throws {
        let text = try await programs.makeKey(type, bits: bits, named: "key")
        let fields = text.split(separator: " ")
        let blob = try #require(Base64.decode(fields[1].utf8))
        let key = try #require(HostKey(blob: blob))
        #expect(key.algorithm == fields[0])
        let listed = try #require(try await programs.output(of: "ssh-keygen", ["-l", "-f", folder.file("key.pub")]))
        #expect(listed.split(separator: " ")[1] == key.fingerprint)
    }

    @Test func `names that ssh-keygen has hashed are found, and lines that are added are found by ssh-keygen`() async throws {
        let key = try await programs.makeKey("ed25519", named: "key")
        let file = try folder.write("homes.example.org,10.0.0.1 \(key)\n[homes.example.org]:2222 \(key)\n", to: "known_hosts")
        #expect(try await programs.output(of: "ssh-keygen", ["-q", "-H", "-f", file]) != nil)
        let hashed = try #require(folder.text("known_hosts"))
        #expect(!hashed.contains("homes"))

        for (host, port) in [("homes.example.org", 22), ("10.0.0.1", 22), ("homes.example.org", 2_222)] {
            var known = KnownHosts(of: KnownHostName(address: Endpoint(host: host, port: port), alias: nil), hop: "")
            known.read(Array(hashed.utf8), file: file)
            #expect(known.entries.count == 1)
        }

        var hop = Hop(name: "new", address: Endpoint(host: "new.example.org", port: 2_222), user: "alice")
        hop.knownHostsFiles = [file]
        hop.unknownHostKeys = .acceptNew
        try HostKeyVerifier(hop: hop, prompter: HostKeyWitness(trusts: false)) { _ in }.verify(.sample(9))
        #expect(try await places(of: "[new.example.org]:2222", in: file) == ["4"])
    }

    @Test(arguments: 0..<8)
    func `the lines about a host are those that ssh-keygen finds`(seed: Int) async throws {
        let keys = [
            try await programs.makeKey("ed25519", named: "a"), try await programs.makeKey("ecdsa", named: "b"),
            HostKey.sample(3).text,
        ]
        var generator = SeededGenerator(seed: UInt64(seed))
        var lines: [String] = []
        for _ in 0..<60 { lines.append(line(keys, &generator)) }
        let text = lines.joined(separator: "\n")
        let file = try folder.write(text, to: "known_hosts")

        for (host, port) in [("host", 22), ("host", 2_222), ("node7.example.org", 22), ("::1", 22)] {
            let name = KnownHostName(address: Endpoint(host: host, port: port), alias: nil)
            var known = KnownHosts(of: KnownHostName(address: Endpoint(host: host, port: port), alias: nil), hop: "")
            known.read(Array(text.utf8), file: file)
            let authorities = known.warnings.compactMap { warning -> String? in
                if case .certificateAuthorityIgnored(_, _, let line) = warning { "\(line) CA" } else { nil }
            }
            let found = known.entries.map { $0.isRevoked ? "\($0.place.line) REVOKED" : "\($0.place.line)" }
            var places = Set(try await places(of: name.name, in: file))
            // Where a port stands in the name, the warnings are about the name without it too.
            if name.nameWithoutPort != nil { places = places.filter { !$0.hasSuffix("CA") } }
            let differences = places.symmetricDifference(name.nameWithoutPort == nil ? found + authorities : found)
            #expect(differences.map { "\($0): \(lines[(Int($0.prefix { $0 != " " }) ?? 1) - 1])" } == [], "\(name.name)")
        }
    }

    /// What `ssh-keygen -F` finds: the lines' numbers, with `CA` or `REVOKED` behind.
    private func places(of name: String, in file: String) async throws -> [String] {
        // Nothing found is a failure to it.
        let output = try await programs.output(of: "ssh-keygen", ["-l", "-F", name, "-f", file]) ?? ""
        return output.split(separator: "\n").filter { $0.hasPrefix("# Host \(name) found: line ") }.map {
            String($0.dropFirst("# Host \(name) found: line ".count)).trimmingSuffix(while: { $0 == " " })
        }
    }

    private func line(_ keys: [String], _ generator: inout SeededGenerator) -> String {
        let names = [
            "host", "HOST", "other,host", "[host]:2222", "[host]:22", "*", "h?st", "h*", "!host,*", "*,!node*", "node?.example.org",
            "*.example.org,!node7*", "::1", "[::1]:2222", "other", HashedHostName(of: "host", salt: Array(1...20)).text,
            HashedHostName(of: "[host]:2222", salt: Array(2...21)).text, "|1|AAAA|AAAA", "#host", "",
        ]
        let markers = ["", "", "", "@revoked ", "@cert-authority ", "@strange ", "@revoked @revoked "]
        let key = keys.randomElement(using: &generator) ?? ""
        let ending = ["", " comment", "\r", " # comment", "\t"].randomElement(using: &generator) ?? ""
        let damage = Int.random(in: 0..<12, using: &generator)
        let shown = damage == 0 ? String(key.dropLast(7)) : damage == 1 ? "ssh-rsa " + key : damage == 2 ? "" : key
        let separator = ["\t", " ", "   "].randomElement(using: &generator) ?? " "
        let marker = markers.randomElement(using: &generator) ?? ""
        return marker + (names.randomElement(using: &generator) ?? "") + separator + shown + ending
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, predicate(last) { text.removeLast() }
        return String(text)
    }
}

/// 20,000 files in four equal parts.
struct KnownHostsFuzzTests {
    private static let casesPerPart = 5_000

    @Test(arguments: 0..<4)
    func `no file traps, and none makes a revoked key trusted`(part: Int) {
        var generator = SeededGenerator(seed: UInt64(part))
        var usable = 0
        for index in 0..<Self.casesPerPart {
            let bytes = index % 10 == 0 ? noise(&generator) : mutated(file(&generator), &generator)
            var known = KnownHosts(
                of: KnownHostName(address: Endpoint(host: "host", port: index % 2 == 0 ? 22 : 2_222), alias: nil), hop: "")
            known.read(bytes, file: "file")
            usable += known.entries.isEmpty ? 0 : 1
            for entry in known.entries + known.entriesWithoutPort {
                let decision = HostKeyDecision(of: entry.key, known: known)
                if entry.isRevoked, case .trusted = decision { Issue.record("trusted: \(Base64.encode(bytes))") }
            }
        }
        // Otherwise the mutations are too wild, and the entries were never tried.
        #expect(usable > Self.casesPerPart / 10)
    }

    private func file(_ generator: inout SeededGenerator) -> [UInt8] {
        let names = ["host", "[host]:2222", "*", "*,!host", HashedHostName(of: "host", salt: Array(1...20)).text, "other,host"]
        let markers = ["", "", "@revoked ", "@cert-authority ", "@x "]
        let endings = ["\n", "\r\n", " comment\n", "", "\n\n# comment\n"]
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let key = Bool.random(using: &generator) ? HostKey.sample(1) : .sampleRSA(2)
            text += markers.randomElement(using: &generator) ?? ""
            text += names.randomElement(using: &generator) ?? ""
            text += " " + key.text + (endings.randomElement(using: &generator) ?? "")
        }
        return Array(text.utf8)
    }

    private func noise(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...64, using: &generator)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Up to three bytes replaced, removed, doubled or inserted, or the end cut off.
    private func mutated(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let offset = Int.random(in: 0...text.count, using: &generator)
            let byte = Array("@|*!,? #=\t\r\n\u{0}A1\u{7F}".utf8).randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where offset < text.count: text[offset] = byte
            case 1 where offset < text.count: text.remove(at: offset)
            case 2 where offset < text.count: text.insert(text[offset], at: offset)
            case 3 where offset > text.count / 2: text.removeLast(text.count - offset)
            default: text.insert(byte, at: offset)
            }
        }
        return text
    }
}
