import LosslessJSON

/// Which names Argo takes for a model, and on which route it serves it (quirks 5 and 6).
struct ModelRules {
    let route: Route
    let quirks: Quirks

    func model(named node: BodyNode?) throws(Refusal) -> ServedModel {
        guard let name = node?.string else {
            throw .invalidField(["model"], kind: "missing", "Field required")
        }
        guard let model = find(name) else {
            throw .gateway(400, type: "invalid_request_error", "Invalid model: '\(name.prefix(200))'")
        }
        try check(model, name)
        return model
    }

    private func find(_ name: String) -> ServedModel? {
        let exact = ServedModel.named(name) ?? (route.isAnthropic ? ServedModel.namedByAnthropic(name) : nil)
        return exact ?? (quirks.requiresExactModelIDs ? nil : ServedModel.loosely(name))
    }

    private func check(_ model: ServedModel, _ name: String) throws(Refusal) {
        if route.isAnthropic, model.owner != .anthropic, quirks.servesClaudeOnlyOnMessages || !model.isConversational {
            throw unsupported(name, "/v1/messages", "Use the /v1/chat/completions endpoint instead.")
        }
        guard model.isConversational != route.isForEmbeddings else {
            throw .gateway(400, type: "invalid_request_error", "Invalid model: '\(name.prefix(200))'")
        }
        if route == .responses, model.owner != .openai, quirks.servesGPTOnlyOnResponses {
            throw unsupported(name, "/v1/responses", "Only GPT models are.")
        }
    }

    private func unsupported(_ name: String, _ path: String, _ advice: String) -> Refusal {
        let message = "Model '\(name.prefix(200))' is not supported on the \(path) endpoint. \(advice)"
        return .gateway(400, type: "invalid_request_error", message)
    }
}
