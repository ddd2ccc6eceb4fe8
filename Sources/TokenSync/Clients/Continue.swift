import LosslessJSON

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
        let chosen = access.chosenModel.map { SettingEdit.Wish.value(.string($0)) }
        let first = access.catalogue.first.map { SettingEdit.Wish.valueIfMissing(.string($0)) }
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
