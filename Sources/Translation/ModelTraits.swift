package import Models

/// What is known about the model that a request goes to. Nothing of it is guessed from the model's name here.
package struct ModelTraits: Equatable, Sendable {
    /// The upstream's id of the model.
    package var model: String
    /// The most tokens that the model answers with; nil where it is not known.
    package var maximumOutput: Int?
    /// How reasoning is asked for.
    package var reasoning: ReasoningStyle = .unsupported
    /// Whether reasoning can be switched off.
    package var canDisableReasoning = true
    package var takesTemperature = true
    package var takesTopP = true
    package var takesTopK = true
    /// Whether temperature and `top_p` may stand side by side.
    package var takesTemperatureWithTopP = true
    /// Whether temperature and `top_p` may stand beside reasoning.
    package var takesSamplingWithReasoning = true
    package var takesStop = true
    package var takesTools = true
    package var takesImages = true
    package var takesFiles = true
    package var takesAudio = false
    /// Whether the model keeps to a schema of its answer, and takes strict tools.
    package var takesStructuredOutput = true
    /// Whether the upstream downloads images and files by itself.
    package var fetchesURLs = true
    /// Chat: `max_completion_tokens`; else `max_tokens`.
    package var takesMaximumCompletionTokens = true
    /// Chat, Responses: tools of type `custom`.
    package var takesFreeformTools = false
    /// Chat: the role `developer`.
    package var takesDeveloperRole = false
    /// Chat: `content: null` beside tool calls; else `""`.
    package var takesNullContent = true
    /// Chat: several calls in one message; else they are unwound into call, result, call, result.
    package var takesParallelCallHistory = true
    /// Chat: `reasoning_content` of earlier answers.
    package var takesReasoningHistory = false
    /// Chat: `prompt_cache_key`, `metadata` and other fields that only OpenAI's own service has.
    package var takesVendorFields = true
    /// Chat: `stream_options.include_usage`.
    package var takesStreamOptions = true

    /// The parameters are the properties.
    package init(model: String, maximumOutput: Int? = nil) {
        self.model = model
        self.maximumOutput = maximumOutput
    }
}
