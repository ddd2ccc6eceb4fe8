import Testing

@testable import Translation

/// Which status stands for a fault that came without one.
@Suite
struct FaultStatusTests {
    @Test(arguments: Dialect.allCases)
    func `An overloaded upstream is 529 for Anthropic's clients alone`(client: Dialect) {
        let fault = AnswerFault(.overloaded, "busy")
        #expect(fault.effectiveStatus(in: client) == (client == .messages ? 529 : 503))
        #expect(AnswerFault(.overloaded, "busy", status: 529).effectiveStatus(in: client) == 529, "the upstream's own status stays")
        if client == .google { #expect(String(decoding: FaultTranslation.body(fault, in: client), as: UTF8.self).contains("503")) }
    }
}
