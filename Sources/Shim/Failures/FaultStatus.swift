import Translation

/// Decides the HTTP status of an upstream's error from its type, its explicit code and a few known texts, never from digits in a text.
enum FaultStatus {
    /// - Parameter upstream: the upstream's own status; nil where the error stood inside a success.
    static func decide(_ fault: UpstreamFault, upstream: Int?) -> Int {
        if fault.type == "overloaded_error" { return 529 }
        // The code says more: `invalid_request_error` may be `invalid_api_key`.
        let specific = meaning(of: fault.code) ?? meaning(of: fault.type)
        let isOpen = upstream.map { $0 == 400 || $0 >= 500 } ?? true
        // What was aborted or took too long may have been so for a reason that the text alone tells.
        let isExact = specific != nil && specific != 409 && specific != 504
        if !isExact, isOpen || fault.isUnwrapped, let known = status(ofText: fault.message) { return known }
        // A status of its own below or beside 500 was chosen with care; 500 is what Argo gives where it did not look.
        if let upstream, upstream != 500, !fault.isUnwrapped { return upstream }
        return specific ?? exceptionStatus(of: fault.type) ?? fault.explicitStatus ?? upstream ?? 500
    }

    /// Quota and outage texts that come under any type, seen in Argo's answers.
    private static func status(ofText text: String) -> Int? {
        if ["RESOURCE_EXHAUSTED", "Quota exceeded", "too many 429 error responses"].contains(where: text.contains) { return 429 }
        if text.contains("oauth2.googleapis.com"), text.contains("Max retries exceeded") { return 502 }
        return nil
    }

    /// What a type or code means by itself, in its own vendor's words; nil for those that say no more than that something failed.
    static func meaning(of word: String?) -> Int? {
        status(of: word.flatMap(APIFault.Kind.init(word:)), isAnthropic: word == "overloaded_error")
    }

    /// What the exception classes of the OpenAI and Anthropic Python clients mean, which Argo gives as types.
    private static func exceptionStatus(of type: String?) -> Int? {
        // Argo's own connection to a vendor.
        if type == "APIConnectionError" { return 502 }
        return status(of: type.flatMap(APIFault.Kind.init(exception:)), isAnthropic: type == "OverloadedError")
    }

    private static func status(of kind: APIFault.Kind?, isAnthropic: Bool) -> Int? {
        kind == .serverError ? nil : kind?.terms(in: isAnthropic ? .messages : .chat).status
    }
}

/// The clause that is added to an error which Argo words so that nobody can tell whose fault it is or what to do.
struct FaultAdvice: Equatable {
    /// A whole sentence.
    let clause: String
    /// Whether the model may be gone, so that the list of models is worth a look.
    var saysInvalidModel = false
    /// Whether there is no such model at all, and not only not on this route.
    var isUnknownModel = false

    /// Finds the advice for an error; nil where Argo's own wording does.
    ///
    /// - Parameters:
    ///   - status: the status that the client gets.
    ///   - isBare: whether the upstream said nothing but the status.
    init?(for fault: UpstreamFault, status: Int, isBare: Bool, context: ReplyContext) {
        if status == 401 || status == 403 || Self.saysInvalidKey(fault), let advice = context.service.keyAdvice {
            clause = advice
        } else if Self.saysInvalidModel(fault, status: status) {
            let names = context.nearestModels()
            clause = names.isEmpty ? "" : "Nearest models: \(names.joined(separator: ", "))."
            saysInvalidModel = true
            isUnknownModel = !Self.isAboutRoute(fault.message.lowercased())
        } else if context.service.isArgo, let sentence = Self.sentence(on: fault.message) {
            clause = sentence
        } else if context.service.isArgo, isBare, status == 500, Self.needsUser(context.route) {
            clause = """
                The cause is most likely the user name: Argo answers like this if it does not accept the user (sent: "\(context.user)"); \
                check --user.
                """
        } else {
            return nil
        }
    }

    /// Argo's words are "Invalid model", and on its Messages route "Model 'x' is not supported on the /v1/messages endpoint".
    private static func saysInvalidModel(_ fault: UpstreamFault, status: Int) -> Bool {
        guard status == 400 || status == 404 || status == 422 else { return false }
        if fault.code == "model_not_found" || fault.type == "model_not_found" { return true }
        let text = fault.message.lowercased()
        if text.contains("invalid model") || isAboutRoute(text) { return true }
        // vLLM: "The model `x` does not exist." Google: "models/x is not found for API version v1beta, …".
        return status == 404 && text.contains("model") && (text.contains("does not exist") || text.contains("is not found for api version"))
    }

    /// Google says it with 400: "API key not valid. Please pass a valid API key."
    private static func saysInvalidKey(_ fault: UpstreamFault) -> Bool {
        fault.type == "INVALID_ARGUMENT" && fault.message.hasPrefix("API key ")
    }

    private static func isAboutRoute(_ text: String) -> Bool {
        text.contains("model") && text.contains("is not supported on the")
    }

    private static func sentence(on text: String) -> String? {
        if text.contains("'NoneType' object has no attribute 'parts'") {
            return "Argo fails on an empty Gemini answer: allow more output tokens, and try again."
        }
        if text.contains("'NoneType' object is not iterable") {
            return "Argo fails on max_tokens with Gemini: send max_completion_tokens instead, or neither, and try again."
        }
        if text.contains("allowedPartnerModelFeatures") {
            return """
                A policy of Argo's cloud project forbids strict tools and structured output with Claude: send the request without them.
                """
        }
        return nil
    }

    private static func needsUser(_ route: UpstreamRoute) -> Bool {
        switch route {
        case .endpoint(.chatCompletions), .endpoint(.completions), .endpoint(.embeddings), .endpoint(.legacyChat),
            .endpoint(.legacyStreamChat), .endpoint(.legacyEmbed):
            true
        case .endpoint(.messages), .endpoint(.countTokens), .endpoint(.responses), .google: false
        }
    }
}
