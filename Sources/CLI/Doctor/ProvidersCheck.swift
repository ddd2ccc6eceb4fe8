import Daemon
import Shim
import SystemSupport
import TokenSync

/// The services beside Argo: whether their keys are there, whether they can be reached, and, if wanted, whether they take the keys.
struct ProvidersCheck {
    /// What the configuration file says.
    let config: ProviderConfig
    let folders: UserFolders
    let leavesALCFOut: Bool
    /// Whether they may be shown their keys.
    let spend: Bool

    func findings() async -> [Finding] {
        let plan: ProviderPlan
        do {
            plan = try ProviderPlan(config, folders: folders, leavesALCFOut: leavesALCFOut)
        } catch {
            return [.failure("providers", error)]
        }
        var findings: [Finding] = []
        let unused = plan.providers.filter { !isUsed($0) }
        if !unused.isEmpty {
            let names = unused.map(\.title).joined(separator: " and ")
            let advice = unused.compactMap(\.keyAdvice).first ?? "See docs/providers-and-alcf.md."
            findings.append(.skipped("providers", "\(names): you are not logged in.", advice))
        }
        for provider in plan.providers where isUsed(provider) { findings += await look(at: provider) }
        return findings
    }

    /// What is there without a line of the configuration file is looked at only where somebody has logged in.
    private func isUsed(_ provider: Provider) -> Bool {
        isConfigured(provider) || KeyState(of: provider.keys, unixTime: ClockReading.unixTime).kind != .missing
    }

    private func isConfigured(_ provider: Provider) -> Bool { config.providers.contains { $0.name == provider.name } }

    /// What nobody has asked for in the configuration file is no reason to call the whole wrong.
    private func wrong(_ provider: Provider, _ words: String, _ remedies: [String] = []) -> Finding {
        Finding(check: provider.name, state: isConfigured(provider) ? .failure : .warning, summary: words, remedies: remedies)
    }

    private func look(at provider: Provider) async -> [Finding] {
        var findings = [key(of: provider)]
        let way = provider.proxy.map { " through \($0)" } ?? ""
        switch await ProviderProbe.reach(provider) {
        case .failed(let words): findings.append(wrong(provider, words))
        case .reached, .listed:
            let words = provider.address.isSecure ? "has a valid certificate" : "accepts connections, without TLS"
            findings.append(.good(provider.name, "\(provider.address) \(words)\(way)."))
            if spend { findings.append(await models(of: provider)) }
        }
        return findings
    }

    private func key(of provider: Provider) -> Finding {
        let key = KeyState(of: provider.keys, unixTime: ClockReading.unixTime)
        let places = key.places.joined(separator: ", ")
        let remedies = provider.keyAdvice.map { [$0] } ?? []
        func wrong(_ words: String) -> Finding { self.wrong(provider, words, remedies) }
        switch key.kind {
        case .unneeded: return .good(provider.name, "It needs no key.")
        case .found: return .good(provider.name, "The key is in \(places).")
        case .unasked: return .skipped(provider.name, "The key comes from \(places), which the first request runs.")
        case .missing: return wrong("No key in \(places).")
        case .expired: return wrong("The login in \(places) has expired.")
        case .unusable: return wrong(key.reason ?? "\(places) does not contain a key.")
        }
    }

    private func models(of provider: Provider) async -> Finding {
        switch await ProviderProbe.models(of: provider) {
        case .listed(let count): .good(provider.name, "It accepts the key and lists \(count) models.")
        case .failed(let words): wrong(provider, words)
        case .reached: .skipped(provider.name, "Its models were not listed.")
        }
    }
}
