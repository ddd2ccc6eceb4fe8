import NIOConcurrencyHelpers
import Testing
import Tunnel

@testable import Daemon

@Suite(.timeLimit(.minutes(2)))
struct PromptBrokerTests {
    /// A terminal that answers at once, as a closure says.
    private final class Person: Sendable {
        let heard = NIOLockedValueBox<[ControlReply]>([])
    }

    private static let question = SSHQuestion(
        purpose: .keyboardInteractive, hop: "h", user: "u", prompts: [.init(text: "Code: ", echoes: true)])

    private func enter(_ broker: PromptBroker, _ person: Person, answering texts: [String]?) -> Int? {
        broker.enter(answers: true) { reply in
            person.heard.withLockedValue { $0.append(reply) }
            if case .question(let number, _) = reply { broker.settle(number, texts) }
        }
    }

    @Test func `a question goes to a terminal, and its answer comes back`() async throws {
        let (broker, person) = (PromptBroker(), Person())
        #expect(!broker.isAvailable)
        #expect(await onOwnThread { broker.answers(to: Self.question) } == nil)
        let number = try #require(enter(broker, person, answering: ["123"]))
        #expect(broker.isAvailable)
        #expect(await onOwnThread { broker.answers(to: Self.question)?.map(\.text) } == ["123"])
        #expect(person.heard.withLockedValue { $0.count } == 2, "the question, and that it is over")
        broker.leave(number)
        #expect(!broker.isAvailable)
    }

    @Test func `a person who gives up, or answers too little, has not answered`() async throws {
        for texts in [nil, [], ["1", "2"]] as [[String]?] {
            let (broker, person) = (PromptBroker(), Person())
            _ = enter(broker, person, answering: texts)
            #expect(await onOwnThread { broker.answers(to: Self.question) } == nil)
        }
    }

    @Test func `a terminal that is on its way is waited for, and asked when it comes`() async throws {
        let (broker, person) = (PromptBroker(expecting: .seconds(60)), Person())
        #expect(broker.isAvailable)
        async let answers = onOwnThread { broker.answers(to: Self.question)?.map(\.text) }
        _ = enter(broker, person, answering: ["late"])
        #expect(await answers == ["late"])
    }

    @Test func `a terminal that only listens is asked nothing`() async throws {
        let (broker, person) = (PromptBroker(), Person())
        let number = try #require(broker.enter(answers: false) { reply in person.heard.withLockedValue { $0.append(reply) } })
        #expect(!broker.isAvailable)
        broker.tell(.note("n"))
        broker.tell(.up, to: number)
        #expect(person.heard.withLockedValue { $0 } == [.note("n"), .up])
    }

    @Test func `a host key is trusted for a yes alone, and refused for a no`() async throws {
        let question = HostKeyQuestion(
            hop: "h", address: Endpoint(host: "192.0.2.1", port: 22), algorithm: "a", fingerprint: "SHA256:x", file: "/f")
        for (texts, isTrusted) in [(["yes"], true), (["no"], false), (nil, nil)] as [([String]?, Bool?)] {
            let (broker, person) = (PromptBroker(), Person())
            _ = enter(broker, person, answering: texts)
            #expect(await onOwnThread { broker.confirms(question) } == isTrusted)
        }
    }

    @Test func `the end of the program ends a question, and no more are asked`() async throws {
        let broker = PromptBroker(expecting: .seconds(600))
        async let answers = onOwnThread { broker.answers(to: Self.question) }
        broker.close()
        #expect(await answers == nil)
        #expect(!broker.isAvailable)
        #expect(broker.enter(answers: true) { _ in } == nil)
    }

    @Test func `there is room for a few terminals`() {
        let broker = PromptBroker()
        let numbers = (0..<20).compactMap { _ in broker.enter(answers: false) { _ in } }
        #expect(numbers.count == 8)
        broker.leave(numbers[0])
        #expect(broker.enter(answers: false) { _ in } != nil)
    }
}
