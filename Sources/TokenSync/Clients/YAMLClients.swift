import LosslessJSON
import Models

/// Hermes: `config.yaml` and `.env` (https://hermes-agent.nousresearch.com/docs/user-guide/configuration).
struct Hermes: SettingsClient {
    let name = ClientName.hermes
    let commands = ["hermes"]
    let remarks = [ClientRemark.restartOfVersions(upTo: "0.19")]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.folder(named: "HERMES_HOME", else: ".hermes")
    }

    func files(for access: ShimAccess) -> [ClientFile] {
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
                folder + "/config.yaml", format: .yaml,
                edits: (chosen ?? []) + [
                    SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                    SettingEdit(provider + ["api_mode"], .valueUnlessChosen("chat_completions")),
                    SettingEdit(provider + ["key_cmd"], .value(.string(command)), isSecret: access.delivery.showsToken),
                    // Versions up to 0.19 know no `key_cmd`. They take this variable, at their start, from the file below.
                    SettingEdit(provider + ["key_env"], .valueUnlessChosen(.string(ShimAccess.tokenVariable))),
                ]),
            ClientFile(
                folder + "/.env", format: .dotenv,
                edits: [SettingEdit([.key(ShimAccess.tokenVariable)], .value(.string(access.token.secret)), isSecret: true)]),
        ]
    }
}

/// Aider: `~/.aider.conf.yml` (https://aider.chat/docs/config/aider_conf.html).
struct Aider: SettingsClient {
    let name = ClientName.aider
    let commands = ["aider"]
    let remarks = [ClientRemark.restart]
    private let file: String

    var traces: [String] { [file] }

    init(_ folders: UserFolders) {
        file = folders.home + "/.aider.conf.yml"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        [
            ClientFile(
                file, format: .yaml,
                edits: [
                    SettingEdit(["openai-api-base"], .value(.string(access.openAIBase))),
                    // Aider knows neither a command nor a file for it.
                    SettingEdit(["openai-api-key"], .value(.string(access.token.secret)), isSecret: true),
                ] + (access.chosenModel.map { chosen("openai/\($0)") } ?? []))
        ]
    }

    private func chosen(_ model: String) -> [SettingEdit] {
        [
            SettingEdit(["model"], .value(.string(model))),
            // For commit messages and summaries. Aider's own choice, gpt-4o-mini beside gpt-4o, is not a model of Argo.
            SettingEdit(["weak-model"], .valueUnlessChosen(.string(model))),
        ]
    }
}

/// Continue: `config.yaml` (https://docs.continue.dev/reference).
struct Continue: SettingsClient {
    let name = ClientName.continue
    let commands = ["cn"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.folder(named: "CONTINUE_GLOBAL_DIR", else: ".continue")
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let item: [PathStep] = ["models", .item(key: "name", value: "Argo")]
        let chosen = access.chosenModel.map { SettingEdit.Rule.value(.string($0)) }
        let first = access.catalogue.first.map { SettingEdit.Rule.valueIfMissing(.string($0)) }
        var file = ClientFile(
            folder + "/config.yaml", format: .yaml,
            edits: [
                // Continue takes no file without these.
                SettingEdit(["name"], .valueUnlessChosen("Local Config")),
                SettingEdit(["version"], .valueUnlessChosen("1.0.0")),
                SettingEdit(["schema"], .valueUnlessChosen("v1")),
                SettingEdit(item + ["provider"], .value("openai")),
            ] + [chosen ?? first].compactMap { wish in wish.map { SettingEdit(item + ["model"], $0) } } + [
                SettingEdit(item + ["apiBase"], .value(.string(access.openAIBase))),
                // Continue watches the file, so that a new token reaches it at once.
                SettingEdit(item + ["apiKey"], .value(.string(access.token.secret)), isSecret: true),
            ])
        file.hidden = folder + "/config.json"
        return [file]
    }
}

/// llm: `extra-openai-models.yaml` and `keys.json` (https://llm.datasette.io/en/stable/other-models.html#openai-compatible-models).
struct LLM: SettingsClient {
    let name = ClientName.llm
    let commands = ["llm"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        // The folder that Python's click finds for io.datasette.llm.
        #if os(macOS)
            let standard = "Library/Application Support/io.datasette.llm"
            folder = folders.folder(named: "LLM_USER_PATH", else: standard)
        #else
            folder = folders.folder(named: "LLM_USER_PATH") ?? folders.configuration + "/io.datasette.llm"
        #endif
    }

    func files(for access: ShimAccess) -> [ClientFile] {
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
            folder + "/keys.json", format: .json, edits: [SettingEdit(["argo"], .value(.string(access.token.secret)), isSecret: true)])
        // llm does not start with an empty list of models.
        if models.isEmpty { return [keys] }
        var file = ClientFile(folder + "/extra-openai-models.yaml", format: .yaml, edits: models)
        file.lists = [[]]
        return [file, keys]
    }
}

/// pi (omp): `models.yml` (https://github.com/can1357/oh-my-pi/blob/main/docs/models.md).
struct Pi: SettingsClient {
    let name = ClientName.pi
    let commands = ["omp", "pi"]
    let remarks = [ClientRemark.restart]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.folder(named: "PI_CODING_AGENT_DIR", else: ".omp/agent")
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["providers", "argo"]
        var file = ClientFile(
            folder + "/models.yaml", folder + "/models.yml", format: .yaml,
            edits: [
                SettingEdit(provider + ["baseUrl"], .value(.string(access.openAIBase))),
                SettingEdit(provider + ["api"], .valueUnlessChosen("openai-completions")),
                // The name of a variable, or the key itself.
                SettingEdit(provider + ["apiKey"], .value(.string(access.token.secret)), isSecret: true),
                SettingEdit(provider + ["authHeader"], .value(true)),
                SettingEdit(provider + ["disableStrictTools"], .value(true)),
            ]
                + access.catalogue.map { model in
                    SettingEdit(
                        provider + ["models", .item(key: "id", value: model), "contextWindow"],
                        .valueUnlessChosen(.integer(ContextWindow.tokens(of: model))))
                })
        // pi turns the older file into a new one, but only where there is no new one.
        file.hidden = folder + "/models.json"
        if !access.catalogue.isEmpty { file.lists = [provider + ["models"]] }
        return [file]
    }
}
