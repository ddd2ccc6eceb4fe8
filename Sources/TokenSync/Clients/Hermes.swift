import LosslessJSON

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
