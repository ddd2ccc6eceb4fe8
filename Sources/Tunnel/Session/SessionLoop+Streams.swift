import SystemSupport

extension SessionLoop {
    /// Whether so much waits for the session's socket that local sockets are not read.
    var isCongested: Bool { transport.pendingBytes >= Self.congestion }

    /// Moves bytes from the local socket to the server, as far as its window and the socket let it.
    func upload(_ stream: LocalStream) throws(LibSSH2Failure) {
        var room = Self.uploadRound
        while room > 0, !isCongested {
            if !stream.unsent.isEmpty {
                guard try send(stream, &stream.unsent) else { return }
                continue
            }
            guard !stream.pump.localHasEnded, stream.givesBytes else { return }
            let limit = min(stream.channel.sendWindow, Self.uploadRead)
            guard limit > 0 else { return }
            switch stream.socket.descriptor.receive(into: &scratch, limit: limit) {
            case .bytes(let count):
                room -= count
                if count < limit, !stream.pump.localIsGone { stream.givesBytes = false }
                var sent = 0
                while sent < count {
                    guard case .done(let part) = try stream.channel.write(scratch, sent..<count), part > 0 else {
                        // While keys are exchanged the same bytes must be offered again.
                        stream.unsent = Array(scratch[sent..<count])
                        return
                    }
                    sent += part
                }
            case .wouldBlock:
                stream.givesBytes = false
                return
            case .ended: stream.pump.localHasEnded = true
            case .failed:
                stream.pump.localHasEnded = true
                stream.noteGone()
            }
        }
        // A socket whose other end is gone is not polled any more.
        if stream.pump.localIsGone, !isCongested { hasWork = true }
    }

    /// - Returns: whether all of it is sent.
    private func send(_ stream: LocalStream, _ bytes: inout [UInt8]) throws(LibSSH2Failure) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard case .done(let part) = try stream.channel.write(bytes, sent..<bytes.count), part > 0 else {
                if sent > 0 { bytes.removeFirst(sent) }
                return false
            }
            sent += part
        }
        bytes = []
        return true
    }

    /// Moves bytes from the server to the local socket, and lets the server send more for those that were taken.
    ///
    /// All that has come for the stream is taken out of libssh2, whose one queue for all channels is searched from the front in each read. What
    /// the socket does not take waits here; the window bounds it.
    func download(_ stream: LocalStream) throws(LibSSH2Failure) {
        var delivered = deliver(stream)
        while stream.undelivered.count < stream.readLimit {
            let limit = min(stream.channel.receiveWindow, scratch.count)
            guard limit > 0 else {
                if try stream.channel.isEnded() { stream.pump.serverHasEnded = true }
                break
            }
            guard case .done(let count) = try stream.channel.read(into: &scratch, limit: limit) else { break }
            if count == 0 {
                if stream.channel.isAtEnd { stream.pump.serverHasEnded = true }
                break
            }
            delivered += pass(count, to: stream)
            if count < limit { break }
        }
        if delivered > 0 {
            stream.window.note(
                delivered: delivered, unread: stream.undelivered.count, now: now.steady, roundTrip: roundTrip, budget: &budget)
        }
        try widen(stream)
    }

    /// Does what follows from the state of both ends.
    func settle(_ stream: LocalStream) throws(LibSSH2Failure) {
        if stream.pump.serverHasEnded, !stream.pump.serverHasClosed {
            stream.pump.serverHasClosed = try stream.channel.isClosedByServer()
        }
        while let action = stream.pump.nextAction(unsent: stream.unsent.count, undelivered: stream.undelivered.count) {
            switch action {
            case .tellServer:
                guard try stream.channel.sendEnd().isDone else { return }
            case .tellLocal:
                stream.socket.descriptor.endWriting()
            case .close(let isAbort):
                end(stream, isAbort: isAbort)
                return
            }
            stream.pump.note(action)
        }
    }

    /// Closes the local end at once and the channel as soon as the server agrees.
    func end(_ stream: LocalStream, isAbort: Bool) {
        guard !stream.isOver else { return }
        if isAbort { stream.socket.descriptor.resetWhenClosed() } else { stream.socket.descriptor.endWhenClosed() }
        budget.giveBack(stream.window.size)
        leaving.append(stream.channel)
        stream.isOver = true
        hasWork = true
    }

    /// A stream for a channel that was opened.
    ///
    /// - Parameter readLimit: how much may wait here for the local socket, where the channel's window does not bound it.
    func begin(_ channel: ChannelHandle, _ socket: LocalSocket, readLimit: Int = .max) {
        streams.append(LocalStream(channel: channel, socket: socket, window: budget.open(), readLimit: readLimit))
    }

    /// Closes what is leaving: the server must agree, and may send what was on its way.
    func closeLeaving() throws(LibSSH2Failure) {
        var remaining: [ChannelHandle] = []
        for channel in leaving {
            do throws(LibSSH2Failure) {
                if try !isClosed(channel) { remaining.append(channel) }
            } catch {
                guard error.concernsOneChannel else { throw error }
            }
        }
        leaving = remaining
    }

    private func isClosed(_ channel: ChannelHandle) throws(LibSSH2Failure) -> Bool {
        while true {
            let limit = min(channel.receiveWindow, scratch.count)
            guard limit > 0, case .done(let count) = try channel.read(into: &scratch, limit: limit), count > 0 else { break }
        }
        return try channel.free().isDone
    }

    private func deliver(_ stream: LocalStream) -> Int {
        guard !stream.undelivered.isEmpty, stream.takesBytes else { return 0 }
        let (written, failure) = stream.undelivered.write(to: stream.socket.descriptor)
        if failure != nil { stream.noteGone() }
        stream.takesBytes = stream.undelivered.isEmpty
        return written
    }

    private func pass(_ count: Int, to stream: LocalStream) -> Int {
        guard !stream.pump.localIsGone else { return 0 }
        guard stream.undelivered.isEmpty else {
            stream.undelivered.append(scratch, 0..<count)
            return 0
        }
        var written = 0
        while written < count {
            switch stream.socket.descriptor.send(scratch, written..<count) {
            case .bytes(let part): written += part
            case .wouldBlock, .ended:
                stream.takesBytes = false
                stream.undelivered.append(scratch, written..<count)
                return written
            case .failed:
                stream.noteGone()
                return written
            }
        }
        return written
    }

    private func widen(_ stream: LocalStream) throws(LibSSH2Failure) {
        guard !stream.pump.serverHasEnded, !stream.pump.localIsGone else { return }
        if stream.widening == 0 {
            stream.widening = stream.window.increment(outstanding: stream.channel.receiveWindow + stream.undelivered.count)
        }
        guard stream.widening > 0, case .done = try stream.channel.widenWindow(by: stream.widening) else { return }
        stream.widening = 0
    }

    private static let congestion = 256 << 10
    /// What one stream may send in a round.
    private static let uploadRound = 128 << 10
    /// Two packets: libssh2 sends at most 32,700 bytes in one.
    private static let uploadRead = 2 * 32_700
}
