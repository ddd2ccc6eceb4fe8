import LosslessJSON

/// Codex CLI: `config.toml` (https://developers.openai.com/codex/config-reference).
struct Codex: SettingsClient {
    let name = ClientName.codex
    let commands = ["codex"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.folder(named: "CODEX_HOME", else: ".codex")
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["model_providers", "argo"]
        let command = access.delivery.command(for: access.token)
        let showsToken = access.delivery.showsToken
        // Codex refuses a provider that has these beside `auth`.
        let excluded = ["env_key", "experimental_bearer_token", "requires_openai_auth"]
        let chosen = access.chosenModel.map { model in
            [SettingEdit(["model_provider"], .value("argo")), SettingEdit(["model"], .value(.string(model)))]
        }
        return [
            ClientFile(
                folder + "/config.toml", format: .toml,
                edits: (chosen ?? []) + [
                    SettingEdit(provider + ["name"], .valueUnlessChosen("Argo")),
                    SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                    // Codex refuses "chat" at its start.
                    SettingEdit(provider + ["wire_api"], .value("responses")),
                    SettingEdit(provider + ["supports_websockets"], .value(false)),
                    SettingEdit(provider + ["auth", "command"], .value(.string(command.program))),
                    SettingEdit(
                        provider + ["auth", "args"], .value(.array(command.arguments.map { .string($0) })), isSecret: showsToken),
                ] + excluded.map { SettingEdit(provider + [.key($0)], .absent, isSecret: true) })
        ]
    }
}

/// VT Code: `vtcode.toml` (https://github.com/vinhnx/vtcode/blob/main/docs/config/CONFIG_FIELD_REFERENCE.md).
struct VTCode: SettingsClient {
    let name = ClientName.vtcode
    let commands = ["vtcode"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.home + "/.vtcode"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["custom_providers", .item(key: "name", value: "argo")]
        let command = access.delivery.command(for: access.token)
        let model = access.chosenModel.map { SettingEdit.Rule.value(.string($0)) }
        let first = access.catalogue.first.map { SettingEdit.Rule.valueIfMissing(.string($0)) }
        return [
            ClientFile(
                folder + "/vtcode.toml", format: .toml,
                edits: [
                    SettingEdit(provider + ["display_name"], .valueUnlessChosen("Argo")),
                    SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                ] + [model ?? first].compactMap { wish in wish.map { SettingEdit(provider + ["model"], $0) } }
                    + [
                        SettingEdit(provider + ["auth", "command"], .value(.string(command.program))),
                        SettingEdit(
                            provider + ["auth", "args"], .value(.array(command.arguments.map { .string($0) })),
                            isSecret: access.delivery.showsToken),
                        // VT Code refuses a provider that has both.
                        SettingEdit(provider + ["api_key_env"], .absent),
                    ])
        ]
    }
}
