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
