import LosslessJSON

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
