@testable import LosslessJSON
@testable import Shim

/// Requests in short form for the tests of rewriting.
enum RewritingSample {
    static func rewrite(
        _ body: String, for endpoint: Endpoint = .chatCompletions, disabled: Set<String> = [],
        user: RewritePolicy.UserPolicy = .fillIn, catalogue: ModelCatalogue = .builtIn
    ) -> RewrittenRequest {
        // What is rewritten in place, whatever the model.
        let disabled = disabled.union(TranslationRule.all.map(\.name))
        return RequestRewriter(policy: RewritePolicy(user: "alice", userPolicy: user, disabledFixes: disabled))
            .rewrite(Array(body.utf8), for: endpoint, catalogue: catalogue)
    }

    /// The only body of a request as text.
    static func text(_ request: RewrittenRequest) -> String {
        String(decoding: request.bodies.first?.bytes ?? [], as: UTF8.self)
    }
}
