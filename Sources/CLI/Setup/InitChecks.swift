import Daemon
import TokenSync
import Tunnel

/// What can be checked of the connection to Argo before anything is written. It does not log in, because failed logins count.
struct InitChecks {
    let plan: RunPlan
    let options: RunOptions
    let folders: UserFolders
    let user: UserName

    /// - Parameter show: takes each finding as it comes.
    /// - Returns: whether something is wrong.
    func run(_ show: (Finding) -> Void) async -> Bool {
        var isWrong = false
        for finding in await findings() {
            show(finding)
            isWrong = isWrong || finding.state == .failure
        }
        return isWrong
    }

    private func findings() async -> [Finding] {
        guard case .tunnel(let tunnel) = plan.path else {
            return await UpstreamCheck(plan: plan, login: true, spend: false, options: options).findings()
        }
        // One connection in all: servers count those that come and go without a login.
        let findings = await SSHCheck(plan: tunnel, folders: folders, user: user).findings(connects: false)
        // Without a route the findings say why.
        guard let route = try? await tunnel.request.route(folders: folders, user: user) else { return findings }
        return findings + (await HopCheck(route: route).findings())
    }
}

/// The host keys of a route, as far as they can be seen without a login: that of the first server. The others are behind it.
struct HopCheck {
    let route: TunnelRoute

    func findings() async -> [Finding] {
        guard let first = route.hops.first else { return [] }
        return [await finding(first)]
            + route.hops.dropFirst().map { hop in
                .skipped("hop", "\(hop.name) is behind \(first.name), which needs a login: its host key is shown then.")
            }
    }

    private func finding(_ hop: Hop) async -> Finding {
        do {
            let look = try await HostKeyProbe(at: hop)
            let key = "\(look.algorithm) \(look.fingerprint)"
            switch look.decision {
            case .trusted(let place):
                return .good("hop", "\(hop.name) is reachable and has the known host key: \(place.file):\(place.line)")
            case .unknown:
                return .warning(
                    "hop", "\(hop.name) is reachable, but its host key is not known yet: \(key)",
                    "Compare it with the fingerprint from the help desk.",
                    "The first start in a terminal shows it again and asks.")
            case .changed(let place):
                return refusal(
                    .hostKeyChanged(
                        hop: hop.name, address: hop.address, algorithm: look.algorithm, fingerprint: look.fingerprint, known: place))
            case .revoked(let place):
                return refusal(.hostKeyRevoked(hop: hop.name, address: hop.address, fingerprint: look.fingerprint, known: place))
            }
        } catch {
            return refusal(error)
        }
    }

    private func refusal(_ error: TunnelError) -> Finding { .failure("hop", Advice(error)) }
}
