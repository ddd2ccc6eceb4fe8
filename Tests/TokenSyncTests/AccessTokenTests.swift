import Foundation
import SeededRandom
import Testing

@testable import TokenSync

struct AccessTokenTests {
    @Test func `a new token is 43 characters of base64url`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let secret = AccessToken(using: &generator).secret
            #expect(secret.count == 43)
            #expect(secret.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test func `no new token begins like an option`() {
        var generator = SeededGenerator(seed: 2)
        // Without care one of 64 would.
        for _ in 0..<2_000 { #expect(!AccessToken(using: &generator).secret.hasPrefix("-")) }
    }

    @Test func `tokens differ`() {
        var generator = SystemRandomNumberGenerator()
        #expect(Set((0..<100).map { _ in AccessToken(using: &generator).secret }).count == 100)
    }

    @Test(arguments: [
        "0123456789abcdef", "ABCxyz012_-.~+/=", String(repeating: "a", count: 512), "sk-argo-0123456789.ab~cd+ef/gh==",
    ])
    func `a token of an older program is taken`(text: String) throws {
        #expect(try AccessToken(parsing: text).secret == text)
    }

    @Test(arguments: [
        ("", AccessTokenError.wrongLength(0)), ("0123456789abcde", .wrongLength(15)),
        (String(repeating: "a", count: 513), .wrongLength(513)),
        ("0123456789 abcdef", .wrongCharacter), ("0123456789abcdef\n", .wrongCharacter), ("0123456789abcdéf", .wrongCharacter),
        ("0123456789abcdef\"", .wrongCharacter), ("$(0123456789abcdef)", .wrongCharacter), ("0123456789abcdef\u{0}", .wrongCharacter),
    ])
    func `what is no token is refused`(text: String, error: AccessTokenError) {
        #expect(throws: error) { try AccessToken(parsing: text) }
    }

    @Test func `a token matches itself alone`() throws {
        let token = try AccessToken(parsing: "0123456789abcdef")
        #expect(token.matches("0123456789abcdef"))
        let others = ["", "0", "0123456789abcde", "0123456789abcdeF", "1123456789abcdef", "0123456789abcdef0", "0123456789abcdef\u{0}"]
        for other in others + [String(repeating: "x", count: 100_000)] { #expect(!token.matches(other)) }
    }

    @Test func `a token shows itself nowhere`() throws {
        let token = try AccessToken(parsing: "0123456789abcdef")
        var dumped = ""
        dump([token], to: &dumped)
        let shown = [
            "\(token)", String(reflecting: token), String(describing: [token]), dumped, "\(Mirror(reflecting: token).children.count)",
        ]
        for text in shown { #expect(!text.contains("0123456789abcdef")) }
    }
}

struct AcceptedTokensTests {
    private let expiry = Date(timeIntervalSince1970: 1_000)

    private func tokens() throws -> AcceptedTokens {
        AcceptedTokens(
            current: try AccessToken(parsing: "current-0123456789"),
            previous: .init(token: try AccessToken(parsing: "previous-0123456789"), expiry: expiry))
    }

    @Test(arguments: [
        ("current-0123456789", 999.0, true), ("current-0123456789", 1_001, true), ("previous-0123456789", 999, true),
        ("previous-0123456789", 999.999, true), ("previous-0123456789", 1_000, false), ("previous-0123456789", 5_000, false),
        ("another-0123456789", 999, false), ("", 999, false), ("current-0123456789 ", 999, false),
    ])
    func `the previous token is good until its expiry`(candidate: String, now: Double, isAccepted: Bool) throws {
        #expect(try tokens().accepts(candidate, at: Date(timeIntervalSince1970: now)) == isAccepted)
    }

    @Test func `without a previous token there is the current one alone`() throws {
        let tokens = AcceptedTokens(current: try AccessToken(parsing: "current-0123456789"))
        #expect(tokens.accepts("current-0123456789", at: expiry))
        #expect(!tokens.accepts("previous-0123456789", at: expiry))
        #expect(!tokens.accepts(String(repeating: "a", count: 1_000_000), at: expiry))
    }
}
