import NIOCore
import Testing

@testable import FakeArgo

@Suite(.timeLimit(.minutes(1))) struct GateTests {
    @Test func `a gate that is open already lets everybody pass`() async {
        let gate = Gate()
        gate.open()
        gate.open()
        await gate.wait()
        await gate.wait()
    }

    @Test func `a gate holds until it is opened`() async throws {
        let gate = Gate()
        let passage = gate.passage()
        let order = Order()
        let waiting = Task {
            await gate.wait()
            await order.append("passed")
        }
        await order.append("opened")
        gate.open()
        await waiting.value
        try await passage.get()
        #expect(await order.entries == ["opened", "passed"])
    }

    @Test func `an admission lets one pass and is kept until it is used`() async throws {
        let gate = Gate()
        gate.admit(2)
        await gate.wait()
        await gate.wait()
        let third = gate.passage()
        let fourth = gate.passage()
        gate.admit()
        try await third.get()
        gate.open()
        try await fourth.get()
    }

    private actor Order {
        var entries: [String] = []
        func append(_ entry: String) { entries.append(entry) }
    }
}
