import LosslessJSON
import Models

/// OpenCode: `opencode.json` or `opencode.jsonc` (https://opencode.ai/docs/config).
struct OpenCode: SettingsClient {
    let name = ClientName.opencode
    let commands = ["opencode"]
    let remarks = [ClientRemark.restart]
    private let folder: String
    private let tokenPath: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.configuration + "/opencode"
        tokenPath = TokenFile(folder: folders.state).path
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["provider", "argo"]
        var file =
            // Where both are, OpenCode lets the second one have the last word.
            ClientFile(
                folder + "/opencode.jsonc", folder + "/opencode.json", format: .json,
                edits: [
                    SettingEdit(provider + ["npm"], .value("@ai-sdk/anthropic")),
                    SettingEdit(provider + ["name"], .valueUnlessChosen("Argo")),
                    SettingEdit(provider + ["options", "baseURL"], .value(.string(access.anthropicBase + "/v1"))),
                    // Read when OpenCode starts, so that no file but the token's own holds it.
                    SettingEdit(provider + ["options", "apiKey"], .value(.string("{file:\(tokenPath)}"))),
                    SettingEdit(provider + ["options", "headers", "anthropic-version"], .value("2023-06-01")),
                ] + access.catalogue.flatMap { Self.edits(for: $0, at: provider + ["models", .key($0)]) }
                    + (access.chosenModel.map { [SettingEdit(["model"], .value(.string("argo/\($0)")))] } ?? []))
        if !access.catalogue.isEmpty { file.lists = [provider + ["models"]] }
        return [file]
    }

    private static func edits(for model: String, at path: [PathStep]) -> [SettingEdit] {
        let name = SettingEdit(path + ["name"], .valueUnlessChosen(.string("Argo \(model)")))
        // Claude is asked in Anthropic's dialect, and every other model in OpenAI's, which is nearer to its own: the same address has both.
        // https://opencode.ai/docs/providers: a model may have a package of its own. An OpenCode that does not heed it is translated for.
        return model.hasPrefix("claude")
            ? [name] : [name, SettingEdit(path + ["provider", "npm"], .valueUnlessChosen("@ai-sdk/openai-compatible"))]
    }
}

/// Zed: `settings.json` (https://zed.dev/docs/ai/use-api-access#openai-compatible). Zed keeps keys in the keychain, or takes them from
/// the environment.
struct Zed: SettingsClient {
    let name = ClientName.zed
    let commands = ["zed", "zeditor"]
    let remarks = [ClientRemark.tokenFromEnvironment(variable: "ARGO_API_KEY")]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.configuration + "/zed"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["language_models", "openai_compatible", "Argo"]
        let models = access.catalogue.flatMap { model in
            let item = provider + ["available_models", .item(key: "name", value: model)]
            return [
                SettingEdit(item + ["display_name"], .valueUnlessChosen(.string("Argo \(model)"))),
                SettingEdit(item + ["max_tokens"], .valueUnlessChosen(.integer(ContextWindow.tokens(of: model)))),
            ]
        }
        var file = ClientFile(
            folder + "/settings.json", format: .json,
            edits: [SettingEdit(provider + ["api_url"], .value(.string(access.openAIBase)))]
                // Zed takes no provider without a list.
                + (models.isEmpty ? [SettingEdit(provider + ["available_models"], .valueUnlessChosen([]))] : models))
        if !models.isEmpty { file.lists = [provider + ["available_models"]] }
        return [file]
    }
}

/// goose: a file for each provider of the user's own (https://block.github.io/goose/docs/getting-started/providers).
struct Goose: SettingsClient {
    let name = ClientName.goose
    let commands = ["goose"]
    let remarks = [ClientRemark.tokenFromEnvironment(variable: ShimAccess.tokenVariable)]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.configuration + "/goose"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let models = access.catalogue.map { model in
            SettingEdit(
                ["models", .item(key: "name", value: model), "context_limit"], .valueUnlessChosen(.integer(ContextWindow.tokens(of: model)))
            )
        }
        var file = ClientFile(
            folder + "/custom_providers/argo.json", format: .json,
            edits: [
                SettingEdit(["name"], .value("argo")), SettingEdit(["engine"], .value("openai")),
                SettingEdit(["display_name"], .valueUnlessChosen("Argo")),
                SettingEdit(["description"], .valueUnlessChosen("Argonne's Argo through argo-shim")),
                SettingEdit(["api_key_env"], .value(.string(ShimAccess.tokenVariable))),
                // The whole path: older versions add none.
                SettingEdit(["base_url"], .value(.string(access.openAIBase + "/chat/completions"))),
                SettingEdit(["supports_streaming"], .valueUnlessChosen(true)),
            ] + (models.isEmpty ? [SettingEdit(["models"], .valueUnlessChosen([]))] : models))
        if !models.isEmpty { file.lists = [["models"]] }
        return [file]
    }
}

/// Gemini CLI: `.env` and `settings.json` (https://geminicli.com/docs/reference/configuration).
struct Gemini: SettingsClient {
    let name = ClientName.gemini
    let commands = ["gemini"]
    let remarks = [ClientRemark.restart]
    private let root: String

    var traces: [String] { [folder] }
    private var folder: String { root + "/.gemini" }

    init(_ folders: UserFolders) {
        root = folders.folder(named: "GEMINI_CLI_HOME") ?? folders.home
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        // Gemini CLI reads the nearest file of this kind and no other.
        var variables = ClientFile(
            folder + "/.env", format: .dotenv,
            edits: [
                SettingEdit(["GEMINI_API_KEY"], .value(.string(access.token.secret)), isSecret: true),
                SettingEdit(["GOOGLE_GEMINI_BASE_URL"], .value(.string(access.googleBase))),
            ])
        variables.hidden = root + "/.env"
        let chosen = access.chosenModel.map { SettingEdit.Rule.value(.string($0)) }
        // Its own choice may be a preview that Argo does not have.
        let newest = access.models.gemini.map { SettingEdit.Rule.valueIfMissing(.string($0)) }
        var settings = ClientFile(
            folder + "/settings.json", format: .json,
            edits: [SettingEdit(["security", "auth", "selectedType"], .value("gemini-api-key"))]
                + [chosen ?? newest].compactMap { wish in wish.map { SettingEdit(["model", "name"], $0) } })
        // Without the variables it would ask for a key and send it to Google.
        settings.needsFilesBefore = true
        return [variables, settings]
    }
}

/// The gateway of LLM-Rosetta: `config.jsonc` (https://github.com/Oaklight/llm-rosetta). Its user says which providers it has; those that
/// lead to the shim get the token.
struct LLMRosetta: SettingsClient {
    let name = ClientName.llmRosetta
    let commands = ["llm-rosetta-gateway"]
    let remarks = [ClientRemark.restart]
    let lockSuffix: String? = ".lock"
    private let folder: String
    private let olderFolder: String

    var traces: [String] { [folder, olderFolder] }

    init(_ folders: UserFolders) {
        folder = folders.home + "/.config/llm-rosetta-gateway"
        olderFolder = folders.home + "/.llm-rosetta-gateway"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let groups = ["providers", "rerank_providers", "embedding_providers"]
        return [
            ClientFile(
                olderFolder + "/config.jsonc", folder + "/config.jsonc", format: .json,
                edits: groups.map { group in
                    SettingEdit(
                        [.key(group)], .inMembers(atPort: access.port, address: "base_url", key: "api_key", .string(access.token.secret)),
                        isSecret: true)
                })
        ]
    }
}
