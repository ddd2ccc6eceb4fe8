import LosslessJSON

extension SettingsClient {
    /// Claude Code: the user's `settings.json` (https://code.claude.com/docs/en/settings).
    static func claudeCode(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.folder(named: "CLAUDE_CONFIG_DIR", else: ".claude")
        return SettingsClient(name: .claudeCode, commands: ["claude"], traces: [folder]) { access in
            [ClientFile(paths: [folder + "/settings.json"], format: .json, edits: claudeCodeEdits(for: access))]
        }
    }

    private static func claudeCodeEdits(for access: ShimAccess) -> [SettingEdit] {
        let helper = JSONValue.string(access.delivery.commandLine(for: access.token))
        let other = access.alternative.map { JSONValue.string($0.commandLine(for: access.token)) }
        let loopback = ["127.0.0.1", "localhost"]
        let tiers = [("OPUS", access.models.opus), ("SONNET", access.models.sonnet), ("HAIKU", access.models.haiku)]
        return [
            // The user's own may show a key.
            SettingEdit(
                ["apiKeyHelper"], other.map { .eitherValue(helper, or: $0) } ?? .value(helper), isSecret: true,
                leavesSecret: access.delivery.showsToken),
            // Without /v1: Claude Code adds it.
            SettingEdit(["env", "ANTHROPIC_BASE_URL"], .value(.string(access.anthropicBase))),
            // A proxy for the whole network would catch the loopback address too. Programs disagree on the spelling.
            SettingEdit(["env", "NO_PROXY"], .listEntries(loopback, mirrorOf: ["env", "no_proxy"])),
            SettingEdit(["env", "no_proxy"], .listEntries(loopback, mirrorOf: ["env", "NO_PROXY"])),
            // The header's block changes with each request, and prompt caching fails with it.
            SettingEdit(["env", "CLAUDE_CODE_ATTRIBUTION_HEADER"], .value("0")),
        ]
            + tiers.compactMap { tier, model in
                model.map { SettingEdit(["env", "ANTHROPIC_DEFAULT_\(tier)_MODEL"], .valueUnlessChosen(.string($0))) }
            }
    }
}
