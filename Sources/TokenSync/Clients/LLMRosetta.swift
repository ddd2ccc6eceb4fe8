import LosslessJSON

/// The gateway of LLM-Rosetta: `config.jsonc` (https://github.com/Oaklight/llm-rosetta). Its user says which providers it has; those that
/// lead to the shim get the token.
struct LLMRosetta: SettingsClient {
    let name = ClientName.llmRosetta
    let commands = ["llm-rosetta-gateway"]
    let remarks = [ClientRemark.restart]
    let lockSuffix: String? = ".lock"
    private let folder: String
    private let olderFolder: String

    var traces: [String] { [folder, olderFolder] }

    init(_ folders: UserFolders) {
        folder = folders.home + "/.config/llm-rosetta-gateway"
        olderFolder = folders.home + "/.llm-rosetta-gateway"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let groups = ["providers", "rerank_providers", "embedding_providers"]
        return [
            ClientFile(
                olderFolder + "/config.jsonc", folder + "/config.jsonc", format: .json,
                edits: groups.map { group in
                    SettingEdit(
                        [.key(group)], .inMembers(atPort: access.port, address: "base_url", key: "api_key", .string(access.token.secret)),
                        isSecret: true)
                })
        ]
    }
}
