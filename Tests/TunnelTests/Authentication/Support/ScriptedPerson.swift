import Synchronization

@testable import Tunnel

/// A person who answers by rule and remembers what was asked.
final class ScriptedPerson: SSHPrompter {
    let isAvailable: Bool
    private let answer: @Sendable (SSHQuestion) -> [String]?
    private let asked = Mutex<[SSHQuestion]>([])

    init(isAvailable: Bool = true, answer: @escaping @Sendable (SSHQuestion) -> [String]? = { _ in nil }) {
        self.isAvailable = isAvailable
        self.answer = answer
    }

    var questions: [SSHQuestion] { asked.withLock { $0 } }

    func answers(to question: SSHQuestion) -> [Secret]? {
        asked.withLock { $0.append(question) }
        return answer(question)?.map(Secret.init)
    }

    func confirms(_ question: HostKeyQuestion) -> Bool? { false }
}
