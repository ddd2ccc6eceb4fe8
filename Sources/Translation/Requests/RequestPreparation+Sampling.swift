extension RequestPreparation {
    /// Leaves out what the target has no field for, and what the model refuses.
    mutating func prepareSampling(_ conversation: inout Conversation) {
        var sampling = conversation.sampling
        if !traits.takesTemperature { drop(&sampling.temperature, .temperature, sampling, "the model takes none") }
        if !traits.takesTopP { drop(&sampling.topP, .topP, sampling, "the model takes none") }
        if !traits.takesTemperatureWithTopP, sampling.temperature != nil {
            drop(&sampling.topP, .topP, sampling, "the model takes it only without a temperature")
        }
        if !traits.takesTopK || target == .chat || target == .responses {
            drop(&sampling.topK, .topK, sampling, "the upstream has no such field")
        }
        if target == .messages, let temperature = sampling.temperature, temperature.value > 1 {
            sampling.temperature = JSONNumber(1)
            notes.change(sampling.path(of: .temperature), "the upstream takes 1 at most")
        }
        if target == .responses || !traits.takesStop, !sampling.stop.isEmpty {
            sampling.stop = []
            notes.drop(sampling.path(of: .stop), "the upstream takes no stop sequences")
        }
        if target == .responses || target == .messages {
            drop(&sampling.seed, .seed, sampling, "the upstream has no such field")
            drop(&sampling.frequencyPenalty, .frequencyPenalty, sampling, "the upstream has no such field")
            drop(&sampling.presencePenalty, .presencePenalty, sampling, "the upstream has no such field")
        }
        conversation.sampling = sampling
    }

    private mutating func drop<Value>(_ value: inout Value?, _ field: Sampling.Field, _ sampling: Sampling, _ why: String) {
        guard value != nil else { return }
        value = nil
        notes.drop(sampling.path(of: field), why)
    }
}
