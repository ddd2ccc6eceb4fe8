package import SystemSupport

/// The other side of a shim's control socket, for a command.
package struct ControlClient {
    /// A shim that has just taken its place listens within moments; one that is busy answers when its event loop comes round.
    private static let patience = Duration.seconds(20)
    private static let pause: Int32 = 50

    package let instance: Instance
    private let interruption = Interruption()

    package init(_ instance: Instance) {
        self.instance = instance
    }

    /// Connects, and sends a request.
    ///
    /// - Throws: `ControlFault.noAnswer` when the shim has ended, or does not listen.
    package func open(_ request: ControlRequest) throws(ControlFault) -> ControlStream {
        let end = ContinuousClock.now + Self.patience
        while true {
            if let path = InstanceRecord(lock: instance.lock)?.socket, let stream = try? ControlSocket.connect(path) {
                guard stream.write(ControlLine(request).bytes) else { throw .noAnswer }
                return stream
            }
            // Between its lock and its socket a shim cannot be reached.
            guard ContinuousClock.now < end, FileLock.isHeld(instance.lock) else { throw .noAnswer }
            _ = interruption.wait(for: [], milliseconds: Self.pause)
        }
    }

    /// Asks for one thing, and waits for the reply.
    package func ask(_ request: ControlRequest) throws(ControlFault) -> ControlReply {
        let stream = try open(request)
        let milliseconds = Int32(Self.patience.components.seconds * 1_000)
        guard case .line(let line) = stream.readLine(interruption, milliseconds: milliseconds) else { throw .noAnswer }
        return try ControlLine<ControlReply>.message(in: line)
    }

    /// Waits until the shim's process has ended.
    ///
    /// - Parameter process: the shim's; nil where it is not known.
    /// - Returns: whether it has.
    package func waitForEnd(of process: Int32?, _ patience: Duration) -> Bool {
        let end = ContinuousClock.now + patience
        // The lock's file goes a moment before the process does.
        while FileLock.isHeld(instance.lock) || process.map(ProcessTable.isRunningForUser) ?? false {
            guard ContinuousClock.now < end else { return false }
            _ = interruption.wait(for: [], milliseconds: Self.pause)
        }
        return true
    }
}

extension ControlClient {
    /// As `ask`, for a command that cannot go on without an answer.
    package func reply(to request: ControlRequest) throws(Advice) -> ControlReply {
        try advising { () throws(ControlFault) in try ask(request) }
    }

    /// As `open`, for a command that cannot go on without it.
    package func stream(for request: ControlRequest) throws(Advice) -> ControlStream {
        try advising { () throws(ControlFault) in try open(request) }
    }

    private func advising<Result>(_ call: () throws(ControlFault) -> Result) throws(Advice) -> Result {
        do {
            return try call()
        } catch {
            throw Advice(error, instance)
        }
    }
}

extension Advice {
    /// Why a shim that runs could not be talked to.
    package init(_ fault: ControlFault, _ instance: Instance) {
        let process = InstanceRecord(lock: instance.lock)?.process
        let end = process.map { ["Stop it: kill \($0)"] } ?? []
        switch fault {
        case .noAnswer: self.init("The shim on port \(instance.port) does not answer.", hints: end)
        case .unreadable, .otherVersion:
            self.init(
                "The shim on port \(instance.port) is an incompatible version of argo-shim.",
                hints: end + ["Then start this version: argo-shim start"])
        }
    }
}
