import LosslessJSON

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
