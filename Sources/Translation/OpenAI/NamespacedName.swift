/// The name of a tool that stands in a namespace, which Responses alone has: Codex puts the tools of an MCP server into one.
///
/// Source: https://platform.openai.com/docs/guides/function-calling, "Defining namespaces".
struct NamespacedName: Equatable, Sendable {
    var namespace: String
    var name: String

    /// The one name that other dialects have for a tool.
    var joined: String { namespace.hasSuffix("__") ? namespace + name : namespace + "__" + name }
}
