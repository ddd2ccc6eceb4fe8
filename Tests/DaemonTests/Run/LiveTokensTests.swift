import Foundation
import Testing

@testable import Daemon
@testable import TokenSync

/// Both ways to ask for a token go by one rule.
struct LiveTokensTests {
    /// A day is the longest grace; what is further away was set by a clock that was wrong.
    @Test(arguments: [(60.0, true), (-60, false), (200_000, false)])
    func `a replaced token is good within its grace period, for requests and for the relay`(seconds: Double, isGood: Bool) throws {
        let folder = try TemporaryFolder()
        let (current, replaced) = (AccessToken.random(), AccessToken.random())
        let previous = AcceptedTokens.Previous(token: replaced, expiry: Date.now.addingTimeInterval(seconds))
        let tokens = LiveTokens(file: TokenFile(folder: folder.path), tokens: AcceptedTokens(current: current, previous: previous))
        #expect(tokens.acceptsAny(of: [current.secret]))
        #expect(tokens.token { $0 == current.secret } == current.secret)
        #expect(tokens.acceptsAny(of: [replaced.secret]) == isGood)
        #expect((tokens.token { $0 == replaced.secret } == replaced.secret) == isGood)
    }
}
