import SystemPackage
import SystemSupport
import TokenSync

/// Decides whether a shim may start at a port, or finds the one that has it.
struct InstanceSeating: Sendable {
    enum Outcome {
        case taken(InstanceSeat)
        /// A shim of this user's serves there.
        case running(ShimStatus)
        /// The state folder has no locks; the shim can serve, but nobody will find it.
        case none
    }

    /// A shim that is just ending makes room within the time that its streams have to finish.
    private static let patience = Duration.seconds(12)

    let folders: UserFolders
    /// Whether other commands are all that a person has to reach the shim by.
    let isInBackground: Bool
    let announcer: Announcer

    /// Takes the place, or has the shim that holds it bring the clients' settings in step.
    ///
    /// - Throws: `Advice` where a shim holds the place and does not answer.
    func take(port: Int) throws -> Outcome {
        let instance = instance(port: port)
        let end = ContinuousClock.now + Self.patience
        while true {
            do throws(InstanceSeat.Failure) {
                return .taken(try InstanceSeat(instance, environment: folders.environment))
            } catch .unavailable(let code) where isInBackground {
                throw Self.unfindable(instance, code)
            } catch .unavailable(let code) {
                announcer.warning("\(instance.lock) cannot be locked, and other commands will not find this shim: \(code)")
                return .none
            } catch .held {
                do throws(ControlFault) {
                    if case .status(let status) = try ControlClient(instance).ask(.settings) { return .running(status) }
                } catch .noAnswer {
                    // It may have ended just now.
                } catch {
                    throw Advice(
                        "A shim of another version runs on port \(port).", hints: [Self.end(instance)])
                }
            }
            guard ContinuousClock.now < end else {
                throw Advice("A shim of yours holds port \(port) and does not answer.", hints: [Self.end(instance)])
            }
        }
    }

    /// The place of a shim of this user's on this machine.
    func instance(port: Int) -> Instance { Instance(folder: folders.state, host: CurrentProcess.hostName, port: port) }

    /// Why there is no place for a shim in the background.
    ///
    static func unfindable(_ instance: Instance, _ code: Errno) -> Advice {
        Advice(
            "\(instance.lock) cannot be written, without which no other command would find a shim in the background: "
                + "\(code).",
            hints: ["In a terminal it serves all the same: argo-shim"])
    }

    private static func end(_ instance: Instance) -> String {
        InstanceRecord(lock: instance.lock).map { "End it: kill \($0.process)" } ?? "See which process has it: fuser '\(instance.lock)'"
    }
}
