import SystemSupport

extension ControlClient {
    /// As `ask`, for a command that cannot go on without an answer.
    func reply(to request: ControlRequest) throws(Advice) -> ControlReply {
        do {
            return try ask(request)
        } catch {
            throw Advice(error, instance)
        }
    }

    /// As `open`, for a command that cannot go on without it.
    func stream(for request: ControlRequest) throws(Advice) -> ControlStream {
        do {
            return try open(request)
        } catch {
            throw Advice(error, instance)
        }
    }
}

extension Advice {
    /// Why a shim that runs could not be talked to.
    init(_ fault: ControlFault, _ instance: Instance) {
        let process = InstanceRecord(lock: instance.lock)?.process
        let end = process.map { ["End it: kill \($0)"] } ?? []
        switch fault {
        case .noAnswer: self.init("The shim on port \(instance.port) does not answer.", hints: end)
        case .unreadable, .otherVersion:
            self.init(
                "The shim on port \(instance.port) is another version of argo-shim, and does not understand this one.",
                hints: end + ["Then start this one: argo-shim start"])
        }
    }
}
