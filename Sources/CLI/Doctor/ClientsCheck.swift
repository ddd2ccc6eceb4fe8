import LosslessJSON
import SystemSupport
import TokenSync

/// Whether the clients' settings say what they must, and to nobody else.
struct ClientsCheck {
    /// Absolute path of the state folder.
    let state: String

    var findings: [Finding] {
        do {
            let items = try ClientSettings(isWriting: false).plans(named: nil).flatMap(\.items)
            return items.compactMap(finding) + items.flatMap(leftovers) + readableTokens(in: items.map(\.file))
        } catch {
            // The check of the token says what is wrong with it.
            return [.skipped("clients", "The clients' settings were not checked, because there is no token.")]
        }
    }

    private func finding(_ item: SyncPlan.Item) -> Finding? {
        let name = item.client.rawValue
        let client = item.client
        switch item.state {
        case .right:
            return .good("clients", "\(name): \(item.file)")
        case .drifted:
            return Finding(
                check: "clients", state: .warning, summary: "\(name): \(item.file) is out of date.",
                remedies: ["argo-shim configure \(name)"], repair: { try Self.repair(client) })
        case .refused(let error):
            return .failure("clients", "\(name): \(error.description)")
        case .notConfigured:
            return .skipped("clients", "\(name) is installed, but does not use the shim.", "argo-shim configure \(name)")
        case .notInstalled:
            return nil
        }
    }

    private func leftovers(_ item: SyncPlan.Item) -> [Finding] {
        UnfinishedWrite.paths(beside: item.file).map { path in
            .warning(
                "clients", "\(path) is left from an interrupted write, and may contain an edit that \(item.file) lacks.",
                "Compare them: diff '\(path)' '\(item.file)'", "Remove it: rm '\(path)'")
        }
    }

    private static func repair(_ client: ClientName) throws {
        let settings = try ClientSettings(isWriting: true)
        for outcome in settings.plans(named: [client]).flatMap(settings.synchronizer.apply) {
            if case .failed(let error) = outcome.result { throw error }
        }
    }
}

/// Settings of Claude Code's that go before the user's own: those of the machine and of the project that one stands in.
struct ClaudeScopesCheck {
    /// Where administrators put them (Claude Code's documentation, "Settings files").
    private static let managed = [
        "/etc/claude-code/managed-settings.json", "/Library/Application Support/ClaudeCode/managed-settings.json",
    ]
    private static let keys = [
        ["apiKeyHelper"], ["env", "ANTHROPIC_BASE_URL"], ["env", "ANTHROPIC_AUTH_TOKEN"], ["env", "ANTHROPIC_API_KEY"],
    ]
    /// Settings files have some kilobytes.
    private static let sizeLimit = 1024 * 1024

    let folders: UserFolders

    var findings: [Finding] {
        let found = files.flatMap(findings)
        return found.isEmpty ? [.good("claude-scopes", "No other settings override Claude Code's user settings.")] : found
    }

    private var files: [String] {
        // It reads the project's at the folder where it is started.
        let project = ["settings.local.json", "settings.json"].map { "\(CurrentProcess.workingFolder)/.claude/\($0)" }
        let own = "\(folders.home)/.claude/settings.json"
        return Self.managed + project.filter { $0 != own }
    }

    private func findings(in file: String) -> [Finding] {
        // A file that is not there, or that Claude Code could not read either, hides nothing.
        guard let bytes = try? StateFile(path: file, sizeLimit: Self.sizeLimit).load(),
            let document = try? JSONDocument(bytes, syntax: .jsonc)
        else { return [] }
        return Self.keys.compactMap { path in
            guard let node = document.value(at: path) else { return nil }
            let line = 1 + bytes[..<node.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            return .warning(
                "claude-scopes", "\(file):\(line) sets \(path.joined(separator: ".")), which overrides the user settings.",
                "Remove the key there, or start claude in another folder.")
        }
    }
}
