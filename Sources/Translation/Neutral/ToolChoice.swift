/// Which tools the model may or must call.
public struct ToolChoice: Equatable, Sendable {
    public enum Mode: Equatable, Sendable {
        case none, auto, required
        case tool(String)
        /// Only these; at least one of them where `isRequired`.
        case among([String], isRequired: Bool)
    }

    public var mode: Mode
    public var path: JSONPath

    var isForced: Bool {
        switch mode {
        case .required, .tool, .among(_, isRequired: true): true
        case .none, .auto, .among: false
        }
    }
}
