/// Which tools the model may or must call.
struct ToolChoice: Equatable, Sendable {
    enum Mode: Equatable, Sendable {
        case none, auto, required
        case tool(String)
        /// Only these; at least one of them where `isRequired`.
        case among([String], isRequired: Bool)
    }

    var mode: Mode
    var path: JSONPath

    var isForced: Bool {
        switch mode {
        case .required, .tool, .among(_, isRequired: true): true
        case .none, .auto, .among: false
        }
    }
}
