/// Gemini CLI, which speaks Google's dialect alone.
struct Gemini: SettingsClient {
    let name = ClientName.gemini
    let commands = ["gemini"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.home + "/.gemini"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        var file = ClientFile(folder + "/settings.json", format: .json, edits: [])
        file.refusal = .dialectNotServed("Google")
        return [file]
    }
}
