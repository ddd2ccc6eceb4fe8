import NIOConcurrencyHelpers
import TokenSync
import Tunnel

/// What can be looked at of the way to Argo before anything is written. It logs in nowhere: a login that fails counts.
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
        guard case .tunnel(let tunnel) = plan.way else {
            return await WayCheck(plan, login: true, spend: false, options: options).findings()
        }
        // One connection in all: servers count those that come and go without a login.
        let findings = await SSHCheck(tunnel, folders: folders, user: user).findings(connects: false)
        // Without a route the findings say why.
        guard let route = try? await tunnel.route(folders: folders, user: user, onComplaint: { _ in }, onWarning: { _ in }) else {
            return findings
        }
        return findings + (await HopCheck(route: route).findings())
    }
}
