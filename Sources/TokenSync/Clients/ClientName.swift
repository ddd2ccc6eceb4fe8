/// The clients that can be configured. The raw value is the name by which a person asks for one.
package enum ClientName: String, CaseIterable, Sendable {
    case claudeCode = "claude-code"
    case codex
    case opencode
    case hermes
    case aider
    case vtcode
    case llmRosetta = "llm-rosetta"
    case `continue`
    case zed
    case goose
    case llm
    case pi
    case gemini
}
