import LosslessJSON

/// goose: a file for each provider of the user's own (https://block.github.io/goose/docs/getting-started/providers).
struct Goose: SettingsClient {
    let name = ClientName.goose
    let commands = ["goose"]
    let remarks = [ClientRemark.tokenFromEnvironment(variable: ShimAccess.tokenVariable)]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.configuration + "/goose"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let models = access.catalogue.map { model in
            SettingEdit(
                ["models", .item(key: "name", value: model), "context_limit"], .valueUnlessChosen(.integer(ContextWindow.tokens(of: model)))
            )
        }
        var file = ClientFile(
            folder + "/custom_providers/argo.json", format: .json,
            edits: [
                SettingEdit(["name"], .value("argo")), SettingEdit(["engine"], .value("openai")),
                SettingEdit(["display_name"], .valueUnlessChosen("Argo")),
                SettingEdit(["description"], .valueUnlessChosen("Argonne's Argo through argo-shim")),
                SettingEdit(["api_key_env"], .value(.string(ShimAccess.tokenVariable))),
                // The whole path: older versions add none.
                SettingEdit(["base_url"], .value(.string(access.openAIBase + "/chat/completions"))),
                SettingEdit(["supports_streaming"], .valueUnlessChosen(true)),
            ] + (models.isEmpty ? [SettingEdit(["models"], .valueUnlessChosen([]))] : models))
        if !models.isEmpty { file.lists = [["models"]] }
        return [file]
    }
}
