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
