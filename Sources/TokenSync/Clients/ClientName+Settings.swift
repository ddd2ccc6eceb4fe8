extension ClientName {
    /// The settings of the client of this name.
    func settings(in folders: UserFolders) -> any SettingsClient {
        switch self {
        case .claudeCode: ClaudeCode(folders)
        }
    }
}
