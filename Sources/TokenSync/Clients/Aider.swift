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
                ] + (access.chosenModel.map { chosen("openai/\($0)") } ?? []))
        ]
    }

    private func chosen(_ model: String) -> [SettingEdit] {
        [
            SettingEdit(["model"], .value(.string(model))),
            // For commit messages and summaries. Aider's own choice, gpt-4o-mini beside gpt-4o, is no model of Argo's.
            SettingEdit(["weak-model"], .valueUnlessChosen(.string(model))),
        ]
    }
}
