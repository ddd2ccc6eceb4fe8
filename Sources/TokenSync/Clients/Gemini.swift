import LosslessJSON

/// Gemini CLI: `.env` and `settings.json` (https://geminicli.com/docs/reference/configuration).
struct Gemini: SettingsClient {
    let name = ClientName.gemini
    let commands = ["gemini"]
    let remarks = [ClientRemark.restart]
    private let root: String

    var traces: [String] { [folder] }
    private var folder: String { root + "/.gemini" }

    init(_ folders: UserFolders) {
        root = folders.folder(named: "GEMINI_CLI_HOME") ?? folders.home
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        // Gemini CLI reads the nearest file of this kind and no other.
        var variables = ClientFile(
            folder + "/.env", format: .dotenv,
            edits: [
                SettingEdit(["GEMINI_API_KEY"], .value(.string(access.token.secret)), isSecret: true),
                SettingEdit(["GOOGLE_GEMINI_BASE_URL"], .value(.string(access.googleBase))),
            ])
        variables.hidden = root + "/.env"
        let chosen = access.chosenModel.map { SettingEdit.Wish.value(.string($0)) }
        // Its own choice may be a preview that Argo does not have.
        let newest = access.models.gemini.map { SettingEdit.Wish.valueIfMissing(.string($0)) }
        var settings = ClientFile(
            folder + "/settings.json", format: .json,
            edits: [SettingEdit(["security", "auth", "selectedType"], .value("gemini-api-key"))]
                + [chosen ?? newest].compactMap { wish in wish.map { SettingEdit(["model", "name"], $0) } })
        // Without the variables it would ask for a key and send it to Google.
        settings.needsFilesBefore = true
        return [variables, settings]
    }
}
