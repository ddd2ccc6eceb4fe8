/// What is known about the model that a request goes to. Nothing of it is guessed from the model's name here.
public struct ModelTraits: Equatable, Sendable {
    /// How a model's reasoning is asked for.
    public enum ReasoningStyle: Equatable, Sendable {
        /// The model does not reason, or cannot be told to.
        case unsupported
        /// By one of these levels.
        case effort([ReasoningEffort])
        /// By a number of tokens.
        case budget
        /// Messages: `thinking.type: adaptive` with one of these levels in `output_config.effort`; none where the model takes no level.
        case adaptive([ReasoningEffort])
    }

    /// The upstream's id of the model.
    public var model: String
    /// The most tokens that the model answers with; nil where it is not known.
    public var maximumOutput: Int?
    /// How reasoning is asked for.
    public var reasoning: ReasoningStyle = .unsupported
    /// Whether reasoning can be switched off.
    public var canDisableReasoning = true
    /// Whether the model takes a temperature.
    public var takesTemperature = true
    /// Whether the model takes `top_p`.
    public var takesTopP = true
    /// Whether the model takes `top_k`.
    public var takesTopK = true
    /// Whether temperature and `top_p` may stand side by side.
    public var takesTemperatureWithTopP = true
    /// Whether temperature and `top_p` may stand beside reasoning.
    public var takesSamplingWithReasoning = true
    /// Whether the model takes stop sequences.
    public var takesStop = true
    /// Whether the model calls tools.
    public var takesTools = true
    /// Whether the model sees images.
    public var takesImages = true
    /// Whether the model reads files.
    public var takesFiles = true
    /// Whether the model hears audio.
    public var takesAudio = false
    /// Whether the model keeps to a schema of its answer, and takes strict tools.
    public var takesStructuredOutput = true
    /// Whether the upstream downloads images and files by itself.
    public var fetchesURLs = true
    /// Chat: `max_completion_tokens`; else `max_tokens`.
    public var takesMaximumCompletionTokens = true
    /// Chat, Responses: tools of type `custom`.
    public var takesFreeformTools = false
    /// Chat: the role `developer`.
    public var takesDeveloperRole = false
    /// Chat: `content: null` beside tool calls; else `""`.
    public var takesNullContent = true
    /// Chat: several calls in one message; else they are unwound into call, result, call, result.
    public var takesParallelCallHistory = true
    /// Chat: `reasoning_content` of earlier answers.
    public var takesReasoningHistory = false
    /// Chat: `prompt_cache_key`, `metadata` and other fields that only OpenAI's own service has.
    public var takesVendorFields = true
    /// Chat: `stream_options.include_usage`.
    public var takesStreamOptions = true

    /// - Parameters:
    ///   - model: the upstream's id of the model.
    ///   - maximumOutput: in tokens; nil where it is not known.
    public init(model: String, maximumOutput: Int? = nil) {
        self.model = model
        self.maximumOutput = maximumOutput
    }
}
