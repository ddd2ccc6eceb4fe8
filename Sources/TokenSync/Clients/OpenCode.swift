import LosslessJSON

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
        // Argo answers Anthropic's dialect for Anthropic's models alone.
        let models = access.catalogue.filter { $0.hasPrefix("claude") }
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
                ] + models.map { SettingEdit(provider + ["models", .key($0), "name"], .valueUnlessChosen(.string("Argo \($0)"))) }
                    + (access.chosenModel.map { [SettingEdit(["model"], .value(.string("argo/\($0)")))] } ?? []))
        if !access.catalogue.isEmpty { file.lists = [provider + ["models"]] }
        return [file]
    }
}
