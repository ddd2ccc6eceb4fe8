import LosslessJSON

/// VT Code: `vtcode.toml` (https://github.com/vinhnx/vtcode/blob/main/docs/config/CONFIG_FIELD_REFERENCE.md).
struct VTCode: SettingsClient {
    let name = ClientName.vtcode
    let commands = ["vtcode"]
    private let folder: String

    var traces: [String] { [folder] }

    init(_ folders: UserFolders) {
        folder = folders.home + "/.vtcode"
    }

    func files(for access: ShimAccess) -> [ClientFile] {
        let provider: [PathStep] = ["custom_providers", .item(key: "name", value: "argo")]
        let command = access.delivery.command(for: access.token)
        let model = access.chosenModel.map { SettingEdit.Wish.value(.string($0)) }
        let first = access.catalogue.first.map { SettingEdit.Wish.valueIfMissing(.string($0)) }
        return [
            ClientFile(
                folder + "/vtcode.toml", format: .toml,
                edits: [
                    SettingEdit(provider + ["display_name"], .valueUnlessChosen("Argo")),
                    SettingEdit(provider + ["base_url"], .value(.string(access.openAIBase))),
                ] + [model ?? first].compactMap { wish in wish.map { SettingEdit(provider + ["model"], $0) } }
                    + [
                        SettingEdit(provider + ["auth", "command"], .value(.string(command.program))),
                        SettingEdit(
                            provider + ["auth", "args"], .value(.array(command.arguments.map { .string($0) })),
                            isSecret: access.delivery.showsToken),
                        // VT Code refuses a provider that has both.
                        SettingEdit(provider + ["api_key_env"], .absent),
                    ])
        ]
    }
}
