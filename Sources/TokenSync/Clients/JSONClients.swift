import LosslessJSON
import Models

extension SettingsClient {
    /// OpenCode: `opencode.json` or `opencode.jsonc` (https://opencode.ai/docs/config).
    static func openCode(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.configuration + "/opencode"
        let tokenPath = TokenFile(folder: folders.state).path
        return SettingsClient(name: .opencode, commands: ["opencode"], traces: [folder], remarks: [.restart]) { access in
            let provider: [PathStep] = ["provider", "argo"]
            let edits = [
                SettingEdit(provider + ["npm"], .value("@ai-sdk/anthropic")),
                SettingEdit(provider + ["name"], .valueUnlessChosen("Argo")),
                SettingEdit(provider + ["options", "baseURL"], .value(.string(access.anthropicBase + "/v1"))),
                // Read when OpenCode starts, so that no file but the token's own holds it.
                SettingEdit(provider + ["options", "apiKey"], .value(.string("{file:\(tokenPath)}"))),
                SettingEdit(provider + ["options", "headers", "anthropic-version"], .value("2023-06-01")),
            ]
            let models = access.catalogue.flatMap { openCodeEdits(for: $0, at: provider + ["models", .key($0)]) }
            let chosen = access.chosenModel.map { [SettingEdit(["model"], .value(.string("argo/\($0)")))] } ?? []
            return [
                ClientFile(
                    // Where both are, OpenCode lets the second one have the last word.
                    paths: [folder + "/opencode.jsonc", folder + "/opencode.json"], format: .json, edits: edits + models + chosen,
                    list: models.isEmpty ? nil : provider + ["models"])
            ]
        }
    }

    private static func openCodeEdits(for model: String, at path: [PathStep]) -> [SettingEdit] {
        let name = SettingEdit(path + ["name"], .valueUnlessChosen(.string("Argo \(model)")))
        // Claude is asked in Anthropic's dialect, and every other model in OpenAI's, which is nearer to its own: the same address has both.
        // https://opencode.ai/docs/providers: a model may have a package of its own. An OpenCode that does not heed it is translated for.
        return model.hasPrefix("claude")
            ? [name] : [name, SettingEdit(path + ["provider", "npm"], .valueUnlessChosen("@ai-sdk/openai-compatible"))]
    }

    /// Zed: `settings.json` (https://zed.dev/docs/ai/use-api-access#openai-compatible). Zed keeps keys in the keychain, or takes them from
    /// the environment.
    static func zed(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.configuration + "/zed"
        let remark = ClientRemark.tokenFromEnvironment(variable: "ARGO_API_KEY")
        return SettingsClient(name: .zed, commands: ["zed", "zeditor"], traces: [folder], remarks: [remark]) { access in
            let provider: [PathStep] = ["language_models", "openai_compatible", "Argo"]
            let list = provider + ["available_models"]
            let models = access.catalogue.flatMap { model in
                let item = list + [.item(key: "name", value: model)]
                return [
                    SettingEdit(item + ["display_name"], .valueUnlessChosen(.string("Argo \(model)"))),
                    SettingEdit(item + ["max_tokens"], .valueUnlessChosen(.integer(ContextWindow.tokens(of: model)))),
                ]
            }
            return [
                ClientFile(
                    paths: [folder + "/settings.json"], format: .json,
                    edits: [SettingEdit(provider + ["api_url"], .value(.string(access.openAIBase)))]
                        // Zed takes no provider without a list.
                        + (models.isEmpty ? [SettingEdit(list, .valueUnlessChosen([]))] : models),
                    list: models.isEmpty ? nil : list)
            ]
        }
    }

    /// goose: a file for each provider of the user's own (https://block.github.io/goose/docs/getting-started/providers).
    static func goose(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.configuration + "/goose"
        let remark = ClientRemark.tokenFromEnvironment(variable: ShimAccess.tokenVariable)
        return SettingsClient(name: .goose, commands: ["goose"], traces: [folder], remarks: [remark]) { access in
            let models = access.catalogue.map { model in
                SettingEdit(
                    ["models", .item(key: "name", value: model), "context_limit"],
                    .valueUnlessChosen(.integer(ContextWindow.tokens(of: model))))
            }
            return [
                ClientFile(
                    paths: [folder + "/custom_providers/argo.json"], format: .json,
                    edits: [
                        SettingEdit(["name"], .value("argo")), SettingEdit(["engine"], .value("openai")),
                        SettingEdit(["display_name"], .valueUnlessChosen("Argo")),
                        SettingEdit(["description"], .valueUnlessChosen("Argonne's Argo through argo-shim")),
                        SettingEdit(["api_key_env"], .value(.string(ShimAccess.tokenVariable))),
                        // The whole path: older versions add none.
                        SettingEdit(["base_url"], .value(.string(access.openAIBase + "/chat/completions"))),
                        SettingEdit(["supports_streaming"], .valueUnlessChosen(true)),
                    ] + (models.isEmpty ? [SettingEdit(["models"], .valueUnlessChosen([]))] : models),
                    list: models.isEmpty ? nil : ["models"])
            ]
        }
    }

    /// Gemini CLI: `.env` and `settings.json` (https://geminicli.com/docs/reference/configuration).
    static func gemini(_ folders: UserFolders) -> SettingsClient {
        let root = folders.folder(named: "GEMINI_CLI_HOME") ?? folders.home
        let folder = root + "/.gemini"
        return SettingsClient(name: .gemini, commands: ["gemini"], traces: [folder], remarks: [.restart]) { access in
            [
                // Gemini CLI reads the nearest file of this kind and no other.
                ClientFile(
                    paths: [folder + "/.env"], format: .dotenv,
                    edits: [
                        SettingEdit(["GEMINI_API_KEY"], .value(.string(access.token.secret)), isSecret: true),
                        SettingEdit(["GOOGLE_GEMINI_BASE_URL"], .value(.string(access.googleBase))),
                    ],
                    hidden: root + "/.env"),
                ClientFile(
                    paths: [folder + "/settings.json"], format: .json,
                    edits: [SettingEdit(["security", "auth", "selectedType"], .value("gemini-api-key"))]
                        // Its own choice may be a preview that Argo does not have.
                        + access.modelEdits(at: ["model", "name"], else: access.models.gemini),
                    // Without the variables it would ask for a key and send it to Google.
                    needsFilesBefore: true),
            ]
        }
    }

    /// The gateway of LLM-Rosetta: `config.jsonc` (https://github.com/Oaklight/llm-rosetta). Its user says which providers it has; those
    /// that lead to the shim get the token.
    static func llmRosetta(_ folders: UserFolders) -> SettingsClient {
        let folder = folders.home + "/.config/llm-rosetta-gateway"
        let olderFolder = folders.home + "/.llm-rosetta-gateway"
        return SettingsClient(
            name: .llmRosetta, commands: ["llm-rosetta-gateway"], traces: [folder, olderFolder], remarks: [.restart], lockSuffix: ".lock"
        ) { access in
            let token = JSONValue.string(access.token.secret)
            let groups = ["providers", "rerank_providers", "embedding_providers"]
            return [
                ClientFile(
                    paths: [olderFolder + "/config.jsonc", folder + "/config.jsonc"], format: .json,
                    edits: groups.map { group in
                        SettingEdit(
                            [.key(group)], .inMembers(atPort: access.port, address: "base_url", key: "api_key", token), isSecret: true)
                    })
            ]
        }
    }
}
