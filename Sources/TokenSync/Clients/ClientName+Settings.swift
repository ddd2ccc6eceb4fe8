extension ClientName {
    /// The settings of the client of this name.
    func settings(in folders: UserFolders) -> any SettingsClient {
        switch self {
        case .claudeCode: ClaudeCode(folders)
        case .codex: Codex(folders)
        case .opencode: OpenCode(folders)
        case .hermes: Hermes(folders)
        case .aider: Aider(folders)
        case .vtcode: VTCode(folders)
        case .llmRosetta: LLMRosetta(folders)
        case .continue: Continue(folders)
        case .zed: Zed(folders)
        case .goose: Goose(folders)
        case .llm: LLM(folders)
        case .pi: Pi(folders)
        case .gemini: Gemini(folders)
        }
    }
}
