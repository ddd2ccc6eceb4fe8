import Daemon
import LosslessJSON
import SystemSupport
import TokenSync

/// The port, who holds it, and how a client fares that asks there.
struct LocalShimCheck {
    /// The one that the shim would take.
    let port: Int

    func findings() async -> [Finding] {
        let record = PortRecord.ofThisProcess.shim()
        let port = record?.port ?? port
        guard let holder = PortHolder.find(port: port) else {
            return [.skipped("shim", "No shim is listening on port \(port).", "Start it: argo-shim")]
        }
        // The token goes to nobody but the process that our own shim has noted down.
        guard let record, record.processID == holder.processID.flatMap({ Int32(exactly: $0) }) else {
            return [
                .failure(
                    "port", "Port \(port) is in use by \(holder.words), which is not your shim.",
                    "Stop that program, or use another port: argo-shim --port PORT")
            ]
        }
        return [.good("port", "Your shim (process \(record.processID)) listens on port \(port).")] + [await answer(port)]
    }

    /// Asks as clients do, with the token of the file.
    private func answer(_ port: Int) async -> Finding {
        do {
            guard let token = try TokenFile(folder: UserFolders.ofThisProcess.state).load()?.tokens.current else {
                return .failure("shim", "The shim is running, but its token file is missing.", "Start it again: argo-shim")
            }
            let reply = try await LoopbackRequest(port: port, token: token).get("/v1/models")
            switch reply.status {
            case 200: return .good("shim", "The shim accepts the token and lists Argo's models.")
            case 401: return .failure("shim", "The shim does not accept the token in the token file.", "Start it again: argo-shim")
            default: return .failure("shim", "The shim answered \(reply.status): \(reply.message)")
            }
        } catch {
            return .failure("shim", "The shim listens on port \(port), but does not answer: \(error)", "Start it again: argo-shim")
        }
    }

    /// Other shims of this user on this machine.
    static var otherShims: [Finding] {
        let instances = RunningInstances.ofThisProcess.all
        guard instances.count > 1 else { return [] }
        let shims = instances.map { instance in
            let process = InstanceRecord(lock: instance.lock).map { " (process \($0.process))" } ?? ""
            return "\(instance.port)\(process)"
        }
        return [
            .warning(
                "shims",
                "Several shims are running, on the ports \(shims.joined(separator: ", ")). "
                    + "Clients use the one that wrote their settings last.",
                "Stop the one that you do not need: argo-shim stop --port PORT")
        ]
    }
}

extension PortHolder {
    /// Its name and its process, as far as they are known.
    var words: String { (name ?? "another program") + (processID.map { " (process \($0))" } ?? "") }
}
