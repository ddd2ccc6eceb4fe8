import SystemSupport

/// A channel of the session's own, beside the streams.
///
/// First it runs `true` once: sshd before 10.1 sets TCP_NODELAY on the connection only when a channel runs something, and small exchanges
/// over a connection that only forwards stall for 40 ms. Then it stays open, unused by the server: it is what the thread reads when there is
/// no stream, and what it sends questions on to see whether the server lives. A server that refuses such channels is left in peace.
final class HelperChannel {
    private enum Purpose {
        case run
        case watch
    }

    private enum Stage {
        case unopened(Purpose)
        case opening(Purpose, since: Duration)
        case running(ChannelHandle)
        case closing(ChannelHandle)
        case idle(ChannelHandle)
        case asking(ChannelHandle, since: Duration)
        case refused
    }

    private var stage = Stage.unopened(.run)

    /// Whether libssh2's one open is this one's.
    var isOpening: Bool {
        if case .opening = stage { true } else { false }
    }

    var wantsToOpen: Bool {
        if case .unopened = stage { true } else { false }
    }

    func serve(_ loop: SessionLoop) throws(LibSSH2Failure) {
        while let next = try advance(loop) { stage = next }
    }

    /// Asks the server something that it must answer, unless such a question is on its way.
    ///
    /// - Returns: whether an answer is to be expected; not while the only question that can be asked is a stream's open, which may rightly
    ///   take long.
    func probe(opens: OpenQueue) -> Bool {
        switch stage {
        case .idle(let channel):
            stage = .asking(channel, since: .zero)
            return true
        case .opening, .running, .closing, .asking:
            return true
        case .unopened, .refused:
            if opens.isBusy { return false }
            stage = .unopened(.watch)
            return true
        }
    }

    /// - Returns: the next stage; nil when the server must do something first.
    private func advance(_ loop: SessionLoop) throws(LibSSH2Failure) -> Stage? {
        switch stage {
        case .unopened(let purpose):
            return loop.opens.givesTurn ? .opening(purpose, since: loop.now.steady) : nil
        case .opening(let purpose, let since):
            return try open(purpose, since, loop)
        case .running(let channel):
            // A refusal is as good as the end.
            return try isOver { () throws(LibSSH2Failure) in try channel.execute("true") } ? .closing(channel) : nil
        case .closing(let channel):
            return try isOver { () throws(LibSSH2Failure) in try channel.free() } ? .unopened(.watch) : nil
        case .idle(let channel):
            return try channel.isEnded() ? .closing(channel) : nil
        case .asking(let channel, let since):
            // A name that no server lets clients set, and that would do nothing on a channel without a program.
            let start = since == .zero ? loop.now.steady : since
            if since == .zero { stage = .asking(channel, since: start) }
            guard try isOver({ () throws(LibSSH2Failure) in try channel.setVariable("ARGO_SHIM_PROBE", to: "1") }) else { return nil }
            loop.noteAnswer(since: start)
            return .idle(channel)
        case .refused:
            // Without a channel nobody reads what the server says; the attempt to open one does.
            let isAlone = loop.streams.isEmpty && loop.leaving.isEmpty && !loop.opens.isBusy
            return isAlone && loop.serverHasSpoken ? .unopened(.watch) : nil
        }
    }

    private func open(_ purpose: Purpose, _ since: Duration, _ loop: SessionLoop) throws(LibSSH2Failure) -> Stage? {
        do throws(LibSSH2Failure) {
            guard case .done(let channel) = try loop.handle.openSession() else { return nil }
            loop.noteAnswer(since: since)
            loop.opens.tookTurn()
            return purpose == .run ? .running(channel) : .idle(channel)
        } catch {
            guard error.concernsOneChannel, loop.transport.end == nil else { throw error }
            loop.noteAnswer(since: since)
            loop.opens.tookTurn()
            return .refused
        }
    }

    /// Whether the call is done, or was refused for this channel.
    private func isOver(_ call: () throws(LibSSH2Failure) -> SessionStep<Void>) throws(LibSSH2Failure) -> Bool {
        do throws(LibSSH2Failure) {
            return try call().isDone
        } catch {
            guard error.concernsOneChannel else { throw error }
            return true
        }
    }
}
