import Daemon
import Shim
import TokenSync

/// The services beside Argo: whether their keys are there, whether they can be reached, and, if wanted, whether they take the keys.
struct ProvidersCheck {
    /// Why there is no plan, if there is none.
    private let plan: Result<ProviderPlan, Advice>
    /// The names that the configuration file has: what is there without a line is looked at only where somebody has logged in.
    private let configured: Set<String>
    private let spend: Bool
    private let unixTime: Int

    /// - Parameters:
    ///   - config: what the configuration file says.
    ///   - leavesALCFOut: whether ALCF is left out.
    ///   - spend: whether they may be shown their keys.
    ///   - unixTime: now, in seconds since 1970.
    init(_ config: ProviderConfig, folders: UserFolders, leavesALCFOut: Bool, spend: Bool, unixTime: Int) {
        plan = Result { () throws(Advice) in try ProviderPlan(config, folders: folders, leavesALCFOut: leavesALCFOut) }
        configured = Set(config.providers.map(\.name))
        self.spend = spend
        self.unixTime = unixTime
    }

    func findings() async -> [Finding] {
        switch plan {
        case .failure(let advice): return [.failure("providers", advice)]
        case .success(let plan):
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
    }

    private func isUsed(_ provider: Provider) -> Bool {
        configured.contains(provider.name) || KeyState(of: provider.keys, unixTime: unixTime).kind != .missing
    }

    /// What nobody has asked for in the configuration file is no reason to call the whole wrong.
    private func wrong(_ provider: Provider, _ words: String, _ remedies: [String] = []) -> Finding {
        let isConfigured = configured.contains(provider.name)
        return Finding(check: provider.name, state: isConfigured ? .failure : .warning, summary: words, remedies: remedies)
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
        let key = KeyState(of: provider.keys, unixTime: unixTime)
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
