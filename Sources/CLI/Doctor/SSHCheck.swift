import Daemon
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SystemPackage
import SystemSupport
import TokenSync
import Tunnel

/// All of the SSH route that can be looked at without a login.
struct SSHCheck {
    let plan: TunnelPlan
    private let folders = UserFolders.ofThisProcess

    init(_ plan: TunnelPlan) { self.plan = plan }

    /// - Parameter connects: whether the first server is connected to. Whoever looks at its host key too needs no connection beside that.
    func findings(connects: Bool = true) async -> [Finding] {
        let complaints = NIOLockedValueBox<[Finding]>([])
        let route: TunnelRoute
        do {
            route = try await plan.request.route(
                folders: folders, user: .ofThisProcess,
                onComplaint: { line in complaints.withLockedValue { $0.append(.warning("ssh-config", "ssh: \(line)")) } },
                onWarning: { warning in complaints.withLockedValue { $0.append(.warning("ssh-config", warning.words)) } })
        } catch {
            return complaints.withLockedValue { $0 } + [.failure("ssh-config", Advice(error)), ledger]
        }
        let hops = route.hops.map { "\($0.user)@\($0.address)" }.joined(separator: ", ")
        let hasProgram = ProgramFile.find("ssh", searchPath: folders.environment["PATH"]) != nil
        let source = hasProgram ? "from ssh -G" : "from the options and defaults, because ssh is not installed"
        return [.good("ssh-config", "Route: \(hops), then \(route.target) (\(source)).")]
            + complaints.withLockedValue { $0 } + route.hops.map { keys(of: $0) }
            + [agent(route), ledger] + route.hops.map { hostKey(of: $0) } + (connects ? [await connection(route)] : [])
    }

    // MARK: Keys

    private func keys(of hop: Hop) -> Finding {
        let files = hop.identityFiles.filter { FileFacts.exists($0) }
        guard !files.isEmpty else {
            if hop.agentSocket != nil { return .good("ssh-keys", "No key file for \(hop.name); the agent is used.") }
            return .failure(
                "ssh-keys", "No key file for \(hop.name), and no agent.",
                "Make a key and register its public key with CELS: ssh-keygen -t ed25519")
        }
        let usable = files.filter { !isRSA($0) || ProgramCheck.canSignWithRSA }
        guard !usable.isEmpty || hop.agentSocket != nil else {
            return .failure(
                "ssh-keys",
                "\(hop.name): \(files.joined(separator: ", ")) is an RSA key, which libssh2 \(Version.libssh2) cannot log in with.",
                "Make another key and register its public key with CELS: ssh-keygen -t ed25519")
        }
        return .good("ssh-keys", "\(hop.name): \(files.joined(separator: ", "))")
    }

    /// As the public half beside it says; without one it is not known.
    private func isRSA(_ file: String) -> Bool {
        var kind: Substring?
        WholeFile.readLines(of: file + ".pub") { line in
            kind = line.split(separator: " ").first
            return false
        }
        return kind == "ssh-rsa"
    }

    private func agent(_ route: TunnelRoute) -> Finding {
        guard let socket = route.hops.compactMap(\.agentSocket).first else {
            return .skipped("ssh-agent", "No agent is configured; the passphrase of a key is asked for at each login.")
        }
        guard let program = ProgramFile.find("ssh-add", searchPath: folders.environment["PATH"]) else {
            return .skipped("ssh-agent", "Cannot ask the agent: ssh-add is not installed.")
        }
        let environment = folders.environment.merging(["SSH_AUTH_SOCK": socket]) { _, new in new }
        let end = Subprocess(program: program, arguments: ["-l"], environment: environment, timeLimit: .seconds(5)).run(Interruption())
        // ssh-add(1): 0 with keys, 1 without any, 2 where there is no agent.
        switch end {
        case .exited(0, let output, _):
            return .good("ssh-agent", "The agent has \(output.count { $0 == UInt8(ascii: "\n") }) keys.")
        case .exited(1, _, _): return .warning("ssh-agent", "The agent is running, but has no keys.", "ssh-add")
        default: return .warning("ssh-agent", "No agent answers at \(socket).", "Log in again, or start one: eval \"$(ssh-agent)\"")
        }
    }

    private var ledger: Finding {
        let ledger = AttemptLedger(folder: folders.state, host: CurrentProcess.hostName)
        let summary = ledger.summary(now: ClockReading.unixTime)
        let words = summary.lines(host: ledger.host).first ?? ""
        return summary.allowsLogins
            ? .good("logins", words)
            : .failure("logins", words, "Find out why they failed: argo-shim status", "Then allow logins again: argo-shim reset")
    }

    // MARK: Servers

    private func hostKey(of hop: Hop) -> Finding {
        guard let program = ProgramFile.find("ssh-keygen", searchPath: folders.environment["PATH"]) else {
            return .skipped("host-key", "\(hop.name): cannot look up the host key, because ssh-keygen is not installed.")
        }
        let host = hop.hostKeyAlias ?? (hop.address.port == 22 ? hop.address.host : "[\(hop.address.host)]:\(hop.address.port)")
        let file = (hop.knownHostsFiles + hop.globalKnownHostsFiles).first { file in
            let find = Subprocess(
                program: program, arguments: ["-F", host, "-f", file], environment: folders.environment, timeLimit: .seconds(5))
            if case .exited(0, _, _) = find.run(Interruption()) { return true }
            return false
        }
        guard let file else {
            return .warning(
                "host-key", "The host key of \(host) is not known yet. The first connection shows it and asks, which needs a terminal.")
        }
        return .good("host-key", "\(file) has the host key of \(host).")
    }

    /// Resolves the first server's name and connects to it; the others are reached through it.
    private func connection(_ route: TunnelRoute) async -> Finding {
        guard let hop = route.hops.first else { return .skipped("tcp", "The route has no SSH server.") }
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(10))
                .connect(host: hop.address.host, port: hop.address.port).get()
            // It is closed, whatever closing it says.
            try? await channel.close()
            return .good("tcp", "\(hop.address) is reachable.")
        } catch let error as NIOConnectionError where error.connectionErrors.isEmpty {
            return .failure(
                "tcp", "The name \(hop.address.host) does not resolve.", "Check the network: getent hosts \(hop.address.host)")
        } catch {
            let failure = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
            let reason = (failure as? IOError).map { Errno(rawValue: $0.errnoCode).description } ?? "no answer"
            return .failure(
                "tcp", "Cannot reach \(hop.address): \(reason).", "Check the network, and that the firewall allows SSH.")
        }
    }
}
