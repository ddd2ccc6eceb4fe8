import LosslessJSON

extension SettingsClient {
    /// Codex CLI: `config.toml` (https://developers.openai.com/codex/config-reference).
    static func codex(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.folder(named: "CODEX_HOME", else: ".codex")
        return SettingsClient(name: .codex, commands: ["codex"], traces: [folder]) { access in
            let provider: [PathStep] = ["model_providers", "argo"]
            // Codex refuses a provider that has these beside `auth`.
            let excluded = ["env_key", "experimental_bearer_token", "requires_openai_auth"]
            let chosen = access.chosenModel.map { model in
                [SettingEdit(["model_provider"], .value("argo")), SettingEdit(["model"], .value(.string(model)))]
            }
            let edits = [
                SettingEdit(provider + ["name"], .valueUnlessChosen("Argo")),
                SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                // Codex refuses "chat" at its start.
                SettingEdit(provider + ["wire_api"], .value("responses")),
                SettingEdit(provider + ["supports_websockets"], .value(false)),
            ]
            return [
                ClientFile(
                    paths: [folder + "/config.toml"], format: .toml,
                    edits: (chosen ?? []) + edits + access.commandEdits(at: provider + ["auth"])
                        + excluded.map { SettingEdit(provider + [.key($0)], .absent, isSecret: true) })
            ]
        }
    }

    /// VT Code: `vtcode.toml` (https://github.com/vinhnx/vtcode/blob/main/docs/config/CONFIG_FIELD_REFERENCE.md).
    static func vtCode(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.home + "/.vtcode"
        return SettingsClient(name: .vtcode, commands: ["vtcode"], traces: [folder]) { access in
            let provider: [PathStep] = ["custom_providers", .item(key: "name", value: "argo")]
            let edits = [
                SettingEdit(provider + ["display_name"], .valueUnlessChosen("Argo")),
                SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
            ]
            return [
                ClientFile(
                    paths: [folder + "/vtcode.toml"], format: .toml,
                    edits: edits + access.modelEdits(at: provider + ["model"], else: access.catalogue.first)
                        + access.commandEdits(at: provider + ["auth"])
                        // VT Code refuses a provider that has both.
                        + [SettingEdit(provider + ["api_key_env"], .absent)])
            ]
        }
    }
}
