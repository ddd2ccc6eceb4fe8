import LosslessJSON

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
                ] + (access.chosenModel.map { [SettingEdit(["model"], .value(.string("openai/\($0)")))] } ?? []))
        ]
    }
}
