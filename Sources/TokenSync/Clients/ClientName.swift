/// The clients that can be configured. The raw value is the name by which a person asks for one.
public enum ClientName: String, CaseIterable, Sendable {
    case claudeCode = "claude-code"
}
