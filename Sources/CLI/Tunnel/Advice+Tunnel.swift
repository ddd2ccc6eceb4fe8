import Tunnel

extension Advice {
    init(_ error: TunnelError) {
        let words = TunnelAdvice(error)
        let exitCode: ProgramExit =
            switch error.kind {
            case .authentication, .trust: .needsLogin
            case .network, .local: .failure
            }
        self.init(words.summary, hints: words.hints, exitCode: exitCode)
    }
}
