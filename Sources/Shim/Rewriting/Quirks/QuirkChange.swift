/// What a quirk fix does to a request.
enum QuirkChange: Sendable {
    /// Refuses a request that asks the server to hold the conversation, or to go on from one that it holds.
    case refuseThread
    /// Takes out thinking blocks with neither text nor signature.
    case dropEmptyThinkingBlocks
    /// Gives a field another name; where that is taken, the field goes.
    case rename(RequestField, to: RequestField)
    /// Raises an integer that is too small.
    case raise([RequestField], to: Int)
    /// Turns call, call, result, result into call, result, call, result.
    case unwindParallelToolCalls
    /// Makes `"content": null` an empty string.
    case fillNullContents
    /// Takes `strict` off the tools.
    case dropStrictTools
    /// Turns `disabled` thinking into this, which is the least that the model takes.
    case replaceDisabledThinking(by: ReasoningRequest.Thinking)
    /// Turns `adaptive` thinking into a budget.
    case giveThinkingBudget
    /// Turns a thinking budget into `adaptive` with an effort.
    case makeThinkingAdaptive
    /// Keeps the thinking budget below `max_tokens`.
    case limitThinkingBudget
    /// Lowers or drops an effort that the model does not take.
    case limitEffort
    /// Drops these fields, except where they hold what the model does anyway.
    case drop([SamplingField])
    /// Drops the first of two fields where the second asks for something.
    case dropBeside(RequestField, RequestField)
    /// Drops sampling that does not go together with thinking.
    case dropSamplingBesideThinking
    /// Sends a list of texts in several requests of at most so many.
    case batchInput(size: Int)
}
