/// Something that the real Argo does differently from the vendors' own services. The numbers are those of the project's list of Argo's
/// quirks.
package enum Quirk: CaseIterable, Sendable {
    /// 1: `HEAD` below `/argoapi` is 404. Off: 200.
    case refusesHeadProbe
    /// 2: the models are listed by display id, with an `internal_id`. Off: by internal id alone, as OpenAI lists models.
    case listsDisplayIDs
    /// 3: an unknown user gets a 200 with the notice of denied access. Off: a 403.
    case deniesInsideSuccess
    /// 3: a second `x-api-key` makes the user unknown. Off: the first one counts.
    case refusesRepeatedKeys
    /// 4: a body without a valid `user` is a bare 500 on the OpenAI routes. Off: the user comes from the headers.
    case requiresUserInBody
    /// 5: `/responses` wants `Authorization: Bearer`. Off: `x-api-key` will do.
    case requiresBearerOnResponses
    /// 5: `/responses` serves GPT only. Off: it serves every model that chats.
    case servesGPTOnlyOnResponses
    /// 6: a model must be named by its display or internal id, on `/messages` also by Anthropic's id. Off: spelling is taken lightly,
    /// and an unknown name is served as if there were such a model.
    case requiresExactModelIDs
    /// 6: `/messages` serves Claude only. Off: it serves every model that chats.
    case servesClaudeOnlyOnMessages
    /// 7: Claude without a stream is a 500 where `max_tokens` is absent or above 21,000. Off: it is served.
    case requiresStreamingForLongReplies
    /// 7: Claude on `/chat/completions` does not see `max_completion_tokens`. Off: it counts like `max_tokens`.
    case ignoresMaxCompletionTokensForClaude
    /// 8: what a model's vendor refuses comes as the first event of a 200 when the request streams. Off: with its status.
    case sendsErrorsInsideStreams
    /// 8 and 17: a vendor's error is quoted as a Python repr in the message of another error. Off: it is passed on in its own shape.
    case quotesErrorsAsPython
    /// 9: `message_start` lacks `usage.input_tokens`, and fields of an OpenAI usage are null. Off: all figures are there.
    case leavesUsageOut
    /// 10: an empty thinking block without a signature is a 400. Off: it is taken.
    case refusesEmptyThinking
    /// 11: strict tools and structured output are a 400 FAILED_PRECONDITION on Claude. Off: they are taken.
    case refusesStrictTools
    /// 12: quotas, overload and outages come as a 500 whose text alone tells them. Off: with their status.
    case disguisesOutages
    /// 13: `count_tokens` answers plain JSON even where `stream` is asked for. Off: `stream` there is a 400, as Anthropic has it.
    case ignoresStreamOnCountTokens
    /// 14: `max_tokens` makes Gemini Flash Lite fail with a TypeError. Off: it is taken.
    case failsOnMaxTokensForFlashLite
    /// 14: fewer than 16 output tokens make Gemini 3.5 Flash fail. Off: they are taken.
    case failsOnFewTokensForFlash
    /// 14: Gemini refuses parallel tool calls whose results do not match one to one. Off: it takes them.
    case refusesParallelCallsOnGemini
    /// 15: sampling parameters are refused by the newest Claude and GPT families. Off: they are taken.
    case refusesSamplingOnNewModels
    /// 15: `temperature` and `top_p` together are refused by Claude 4.5 and later. Off: they are taken.
    case refusesTemperatureWithTopP
    /// 15: `thinking` and `output_config.effort` are refused where the Claude family does not have that form. Off: they are taken.
    case refusesForeignThinking
    /// 15: `thinking.budget_tokens` must be at least 1,024 and below `max_tokens`. Off: it is not looked at.
    case checksThinkingBudget
    /// 15: `max_tokens` is required on `/messages`. Off: it is not.
    case requiresMaxTokens
    /// 16: more than 16 strings in one embeddings call are a 422. Off: up to 2,048, which is OpenAI's own limit.
    case limitsEmbeddingInputs
    /// 16: token arrays are a 422 on embeddings. Off: they are taken.
    case refusesTokenArrays
    /// 17: Claude's ids begin with `msg_vrtx_` and `toolu_vrtx_`, and its usage has `cache_creation`. Off: Anthropic's plain ids.
    case usesVertexShapes
    /// 17: GPT's replies have Azure's content filter results, and a first chunk without choices. Off: OpenAI's plain replies.
    case usesAzureShapes

    // MARK: What the real one does only at times

    /// 2: the model list has the older shape, `{"id":"gpt4o","model_name":"GPT-4o"}`.
    case listsModelsInOlderShape
    /// 8: what a model's vendor refuses comes as the JSON body of a 200 when the request does not stream.
    case sendsErrorsInsideDocuments

    /// Off in `Quirks.all`.
    fileprivate static let occasional: Set<Quirk> = [.listsModelsInOlderShape, .sendsErrorsInsideDocuments]
}

/// Which quirks a service has. `.all` is what the real one does; `.none` is a service without any.
package struct Quirks: Sendable, Equatable {
    /// Every quirk on, as the real one has them.
    package static let all = Quirks(on: Set(Quirk.allCases).subtracting(Quirk.occasional))
    /// Every quirk off.
    package static let none = Quirks(on: [])

    private var on: Set<Quirk>
    /// 8, 12 and 17: every model route answers with this failure.
    package var outage: Outage?

    private init(on: Set<Quirk>) { self.on = on }

    /// Whether a quirk is on.
    package subscript(quirk: Quirk) -> Bool {
        get { on.contains(quirk) }
        set { if newValue { on.insert(quirk) } else { on.remove(quirk) } }
    }

    /// These quirks with one of them changed.
    package func with(_ quirk: Quirk, _ isOn: Bool) -> Quirks {
        var changed = self
        changed[quirk] = isOn
        return changed
    }
}

/// A failure that every model route answers with, as it was seen in replies of Argo (quirks 8, 12 and 17).
package enum Outage: Sendable, Equatable, CaseIterable {
    /// Vertex: `RESOURCE_EXHAUSTED`; the true status is 429.
    case resourceExhausted
    /// Vertex: `Quota exceeded`; the true status is 429.
    case quotaExceeded
    /// Azure: `too many 429 error responses`; the true status is 429.
    case tooManyRequests
    /// Anthropic: `overloaded_error`; the true status is 529.
    case overloaded
    /// Argo cannot reach `oauth2.googleapis.com`: `Max retries exceeded`; the true status is 502.
    case vertexUnreachable
    /// Anthropic: a 400 whose text holds digits that look like a status, `prompt is too long: 214290 tokens`.
    case promptTooLong
    /// nginx cannot reach FastAPI: its own 502 page in HTML.
    case badGateway
}
