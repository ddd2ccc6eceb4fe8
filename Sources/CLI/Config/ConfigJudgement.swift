import ArgumentParser
import Shim

/// What `argo-shim run` would say to the settings of a file: its own rules, so that there are no others.
struct ConfigJudgement {
    let faults: [ConfigFault]

    init(_ entries: [ConfigEntry]) {
        faults = Self.faults(entries) + Self.unknownFixes(entries)
    }

    private static func faults(_ entries: [ConfigEntry]) -> [ConfigFault] {
        guard let together = refusal(entries) else { return [] }
        let alone = entries.compactMap { entry in
            // How often tokens change is judged by how long they stay good.
            let grace = entry.key == .rotateEvery ? entries.filter { $0.key == .tokenGrace } : []
            return refusal([entry] + grace).map { ConfigFault(line: entry.line, reason: .refused($0)) }
        }
        if !alone.isEmpty { return alone }
        // Each is right, and they do not go together: the first that the words are about.
        let line = entries.first { together.contains($0.key.option) }?.line
        return [ConfigFault(line: line, reason: .refused(together))]
    }

    private static func refusal(_ entries: [ConfigEntry]) -> String? {
        do {
            _ = try RunOptions.parse(entries.flatMap { $0.value.arguments(for: $0.key) })
            return nil
        } catch {
            return RunOptions.message(for: error)
        }
    }

    private static func unknownFixes(_ entries: [ConfigEntry]) -> [ConfigFault] {
        guard let entry = entries.first(where: { $0.key == .noFix }), case .list(let names) = entry.value else { return [] }
        do throws(UnknownQuirkFix) {
            try QuirkFix.validate(Set(names))
            return []
        } catch {
            return [
                ConfigFault(line: entry.line, reason: .refused("no-fix: there is no fix called \(error.names.joined(separator: ", "))"))
            ]
        }
    }
}
