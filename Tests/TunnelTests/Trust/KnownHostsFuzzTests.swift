import SeededRandom
import Testing

@testable import SystemSupport
@testable import Tunnel

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
