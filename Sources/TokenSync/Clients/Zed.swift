import LosslessJSON

/// Zed: `settings.json` (https://zed.dev/docs/ai/use-api-access#openai-compatible). Zed keeps keys in the keychain, or takes them from
/// the environment.
struct Zed: SettingsClient {
    let name = ClientName.zed
    let commands = ["zed", "zeditor"]
    let remarks = [ClientRemark.tokenFromEnvironment(variable: "ARGO_API_KEY")]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.configuration + "/zed"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["language_models", "openai_compatible", "Argo"]
        let models = access.catalogue.flatMap { model in
            let item = provider + ["available_models", .item(key: "name", value: model)]
            return [
                SettingEdit(item + ["display_name"], .valueUnlessChosen(.string("Argo \(model)"))),
                SettingEdit(item + ["max_tokens"], .valueUnlessChosen(.integer(ContextWindow.tokens(of: model)))),
            ]
        }
        var file = ClientFile(
            folder + "/settings.json", format: .json,
            edits: [SettingEdit(provider + ["api_url"], .value(.string(access.openAIBase)))]
                // Zed takes no provider without a list.
                + (models.isEmpty ? [SettingEdit(provider + ["available_models"], .valueUnlessChosen([]))] : models))
        if !models.isEmpty { file.lists = [provider + ["available_models"]] }
        return [file]
    }
}
