import Testing

@testable import CLI

@Suite struct ConfigChangeTests {
    @Test func `what is the same is no change, and neither is what says nothing`() {
        let running: [ConfigKey: ConfigValue] = [.port: .number(5), .direct: .flag(false)]
        let change = ConfigChange(from: running, to: [.port: .number(5), .test: .flag(false), .noFix: .list([])])
        #expect(change.taken.isEmpty && change.waiting.isEmpty)
    }

    @Test func `a level is taken over, a port waits, whether they come, go or change`() {
        let one: [ConfigKey: ConfigValue] = [.port: .number(5), .logLevel: .text("debug")]
        for (from, to) in [(one, [:]), ([:], one), (one, [.port: .number(6), .logLevel: .text("error")])] {
            let change = ConfigChange(from: from, to: to)
            #expect(change.taken == [.logLevel] && change.waiting == [.port])
        }
    }
}
