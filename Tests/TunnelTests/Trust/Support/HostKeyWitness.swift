@testable import Tunnel

/// A person who answers the question about a host key in one way, and remembers what was asked.
final class HostKeyWitness: SSHPrompter {
    private let isThere: Locked<Bool>
    private let leaves: Bool
    private let trusts: Bool
    private let asked = Locked<[HostKeyQuestion]>([])
    private let heard = Locked<[TunnelWarning]>([])

    /// - Parameter leaves: whether they go away in place of an answer.
    init(isAvailable: Bool = true, trusts: Bool, leaves: Bool = false) {
        isThere = Locked(isAvailable)
        self.leaves = leaves
        self.trusts = trusts
    }

    var isAvailable: Bool { isThere.withLock { $0 } }

    var questions: [HostKeyQuestion] { asked.withLock { $0 } }
    var warnings: [TunnelWarning] { heard.withLock { $0 } }

    func warn(_ warning: TunnelWarning) { heard.withLock { $0.append(warning) } }

    func answers(to question: SSHQuestion) -> [Secret]? { nil }

    func confirms(_ question: HostKeyQuestion) -> Bool {
        asked.withLock { $0.append(question) }
        if leaves { isThere.withLock { $0 = false } }
        return trusts && !leaves
    }
}
