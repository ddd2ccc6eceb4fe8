import LosslessJSON
import Models

extension SettingsClient {
    /// Hermes: `config.yaml` and `.env` (https://hermes-agent.nousresearch.com/docs/user-guide/configuration).
    static func hermes(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.folder(named: "HERMES_HOME", else: ".hermes")
        let remark = ClientRemark.restartOfVersions(upTo: "0.19")
        return SettingsClient(name: .hermes, commands: ["hermes"], traces: [folder], remarks: [remark]) { access in
            let provider: [PathStep] = ["providers", "argo"]
            // A bare token is kept for 15 minutes, one with a lifetime only as long as that.
            let command = access.delivery.commandLine(for: access.token, adding: ["--json"])
            let chosen = access.chosenModel.map { model in
                [
                    SettingEdit(["model", "default"], .value(.string(model))),
                    // The name of an entry below `providers`; `custom` alone would need an address beside it.
                    SettingEdit(["model", "provider"], .value("custom:argo")),
                    // An address that stands here would win over the provider's, which follows the port.
                    SettingEdit(["model", "base_url"], .absent),
                ]
            }
            return [
                ClientFile(
                    paths: [folder + "/config.yaml"], format: .yaml,
                    edits: (chosen ?? []) + [
                        SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                        SettingEdit(provider + ["api_mode"], .valueUnlessChosen("chat_completions")),
                        SettingEdit(provider + ["key_cmd"], .value(.string(command)), isSecret: access.delivery.showsToken),
                        // Versions up to 0.19 know no `key_cmd`. They take this variable, at their start, from the file below.
                        SettingEdit(provider + ["key_env"], .valueUnlessChosen(.string(ShimAccess.tokenVariable))),
                    ]),
                ClientFile(
                    paths: [folder + "/.env"], format: .dotenv,
                    edits: [SettingEdit([.key(ShimAccess.tokenVariable)], .value(.string(access.token.secret)), isSecret: true)]),
            ]
        }
    }

    /// Aider: `~/.aider.conf.yml` (https://aider.chat/docs/config/aider_conf.html).
    static func aider(_ folders: UserFolders) -> SettingsClient {
        let file = folders.home + "/.aider.conf.yml"
        return SettingsClient(name: .aider, commands: ["aider"], traces: [file], remarks: [.restart]) { access in
            let chosen = access.chosenModel.map { model in
                [
                    SettingEdit(["model"], .value(.string("openai/\(model)"))),
                    // For commit messages and summaries. Aider's own choice, gpt-4o-mini beside gpt-4o, is not a model of Argo.
                    SettingEdit(["weak-model"], .valueUnlessChosen(.string("openai/\(model)"))),
                ]
            }
            return [
                ClientFile(
                    paths: [file], format: .yaml,
                    edits: [
                        SettingEdit(["openai-api-base"], .value(.string(access.openAIBase))),
                        // Aider knows neither a command nor a file for it.
                        SettingEdit(["openai-api-key"], .value(.string(access.token.secret)), isSecret: true),
                    ] + (chosen ?? []))
            ]
        }
    }

    /// Continue: `config.yaml` (https://docs.continue.dev/reference).
    static func `continue`(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.folder(named: "CONTINUE_GLOBAL_DIR", else: ".continue")
        return SettingsClient(name: .continue, commands: ["cn"], traces: [folder]) { access in
            let item: [PathStep] = ["models", .item(key: "name", value: "Argo")]
            let edits = [
                // Continue takes no file without these.
                SettingEdit(["name"], .valueUnlessChosen("Local Config")),
                SettingEdit(["version"], .valueUnlessChosen("1.0.0")),
                SettingEdit(["schema"], .valueUnlessChosen("v1")),
                SettingEdit(item + ["provider"], .value("openai")),
            ]
            return [
                ClientFile(
                    paths: [folder + "/config.yaml"], format: .yaml,
                    edits: edits + access.modelEdits(at: item + ["model"], else: access.catalogue.first) + [
                        SettingEdit(item + ["apiBase"], .value(.string(access.openAIBase))),
                        // Continue watches the file, so that a new token reaches it at once.
                        SettingEdit(item + ["apiKey"], .value(.string(access.token.secret)), isSecret: true),
                    ],
                    hidden: folder + "/config.json")
            ]
        }
    }

    /// llm: `extra-openai-models.yaml` and `keys.json` (https://llm.datasette.io/en/stable/other-models.html#openai-compatible-models).
    static func llm(_ folders: UserFolders) -> SettingsClient {
        // The folder that Python's click finds for io.datasette.llm.
        #if os(macOS)
            let standard = folders.home + "/Library/Application Support"
        #else
            let standard = folders.configuration
        #endif
        let folder = folders.folder(named: "LLM_USER_PATH") ?? standard + "/io.datasette.llm"
        return SettingsClient(name: .llm, commands: ["llm"], traces: [folder]) { access in
            let models = access.catalogue.flatMap { model in
                let item: [PathStep] = [.item(key: "model_id", value: "argo/\(model)")]
                return [
                    SettingEdit(item + ["model_name"], .value(.string(model))),
                    SettingEdit(item + ["api_base"], .value(.string(access.openAIBase))),
                    SettingEdit(item + ["api_key_name"], .value("argo")),
                    SettingEdit(item + ["supports_tools"], .valueUnlessChosen(true)),
                ]
            }
            let keys = ClientFile(
                paths: [folder + "/keys.json"], format: .json,
                edits: [SettingEdit(["argo"], .value(.string(access.token.secret)), isSecret: true)])
            // llm does not start with an empty list of models.
            if models.isEmpty { return [keys] }
            return [ClientFile(paths: [folder + "/extra-openai-models.yaml"], format: .yaml, edits: models, list: []), keys]
        }
    }

    /// pi (omp): `models.yml` (https://github.com/can1357/oh-my-pi/blob/main/docs/models.md).
    static func pi(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.folder(named: "PI_CODING_AGENT_DIR", else: ".omp/agent")
        return SettingsClient(name: .pi, commands: ["omp", "pi"], traces: [folder], remarks: [.restart]) { access in
            let provider: [PathStep] = ["providers", "argo"]
            let edits = [
                SettingEdit(provider + ["baseUrl"], .value(.string(access.openAIBase))),
                SettingEdit(provider + ["api"], .valueUnlessChosen("openai-completions")),
                // The name of a variable, or the key itself.
                SettingEdit(provider + ["apiKey"], .value(.string(access.token.secret)), isSecret: true),
                SettingEdit(provider + ["authHeader"], .value(true)),
                SettingEdit(provider + ["disableStrictTools"], .value(true)),
            ]
            let models = access.catalogue.map { model in
                SettingEdit(
                    provider + ["models", .item(key: "id", value: model), "contextWindow"],
                    .valueUnlessChosen(.integer(ContextWindow.tokens(of: model))))
            }
            return [
                ClientFile(
                    paths: [folder + "/models.yaml", folder + "/models.yml"], format: .yaml, edits: edits + models,
                    list: models.isEmpty ? nil : provider + ["models"],
                    // pi turns the older file into a new one, but only where there is no new one.
                    hidden: folder + "/models.json")
            ]
        }
    }
}
