/// Other shims of this user on this machine.
struct OtherShimsCheck {
    let instances: RunningInstances

    var findings: [Finding] {
        guard instances.all.count > 1 else { return [] }
        let shims = instances.all.map { instance in
            let process = InstanceRecord(lock: instance.lock).map { " (process \($0.process))" } ?? ""
            return "\(instance.port)\(process)"
        }
        return [
            .warning(
                "shims",
                "Shims of yours run on the ports \(shims.joined(separator: ", ")). Clients use the one that wrote their settings last.",
                "Stop the one that you do not need: argo-shim stop --port PORT")
        ]
    }
}
