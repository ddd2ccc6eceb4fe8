import Foundation
import Testing

@testable import TokenSync

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
