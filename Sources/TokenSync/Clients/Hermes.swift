import LosslessJSON

/// Hermes: `config.yaml` (https://hermes-agent.nousresearch.com/docs/user-guide/configuration).
struct Hermes: SettingsClient {
    let name = ClientName.hermes
    let commands = ["hermes"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.folder(named: "HERMES_HOME", else: ".hermes")
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["providers", "argo"]
        let command = access.delivery.commandLine(for: access.token)
        let chosen = access.chosenModel.map { model in
            [
                SettingEdit(["model", "default"], .value(.string(model))),
                // The name of an entry below `providers`; `custom` alone would need an address beside it.
                SettingEdit(["model", "provider"], .value("custom:argo")),
                // An address that stands here would win over the provider's.
                SettingEdit(["model", "base_url"], .value(.string(access.openAIBase))),
            ]
        }
        return [
            ClientFile(
                folder + "/config.yaml", format: .yaml,
                edits: (chosen ?? []) + [
                    SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                    SettingEdit(provider + ["api_mode"], .valueUnlessChosen("chat_completions")),
                    SettingEdit(provider + ["key_cmd"], .value(.string(command)), isSecret: access.delivery.showsToken),
                    // Versions up to 0.19 know no `key_cmd` and look here.
                    SettingEdit(provider + ["key_env"], .valueUnlessChosen(.string(ShimAccess.tokenVariable))),
                ])
        ]
    }
}
