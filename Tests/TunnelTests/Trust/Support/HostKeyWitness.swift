@testable import SystemSupport
@testable import Tunnel

/// A person who answers the question about a host key in one way, and remembers what was asked.
final class HostKeyWitness: SSHPrompter {
    let isAvailable: Bool
    private let trusts: Bool?
    private let asked = Locked<[HostKeyQuestion]>([])
    private let heard = Locked<[TunnelWarning]>([])

    /// - Parameter trusts: their answer; nil where they give up.
    init(isAvailable: Bool = true, trusts: Bool?) {
        self.isAvailable = isAvailable
        self.trusts = trusts
    }

    var questions: [HostKeyQuestion] { asked.withLock { $0 } }
    var warnings: [TunnelWarning] { heard.withLock { $0 } }

    func warn(_ warning: TunnelWarning) { heard.withLock { $0.append(warning) } }

    func answers(to question: SSHQuestion) -> [Secret]? { nil }

    func confirms(_ question: HostKeyQuestion) -> Bool? {
        asked.withLock { $0.append(question) }
        return trusts
    }
}
