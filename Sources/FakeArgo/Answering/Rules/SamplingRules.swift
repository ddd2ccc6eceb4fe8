import LosslessJSON

/// Which sampling parameters a model's vendor refuses (quirk 15).
struct SamplingRules {
    static func check(_ call: Call) throws(Refusal) {
        let traits = call.model.traits
        if call.quirks.refusesSamplingOnNewModels {
            if traits.contains(.refusesSampling) {
                for name in ["temperature", "top_p", "top_k"] where call.body[name] != nil {
                    throw .vendor(.anthropic("`\(name)` is deprecated for this model."))
                }
            }
            if traits.contains(.refusesTemperature), let temperature = call.body["temperature"], temperature.number != 1 {
                let spelled = String(decoding: temperature.text.prefix(40), as: UTF8.self)
                throw .vendor(
                    VendorError(
                        .openai,
                        400,
                        "invalid_request_error",
                        "Unsupported value: 'temperature' does not support \(spelled) with this model. Only the default (1) value is supported.",
                        parameter: "temperature",
                        code: "unsupported_value"
                    )
                )
            }
        }
        if call.quirks.refusesTemperatureWithTopP, traits.contains(.refusesTemperatureWithTopP),
            call.body["temperature"] != nil, call.body["top_p"] != nil
        {
            throw .vendor(.anthropic("`temperature` and `top_p` cannot both be specified for this model. Please use only one."))
        }
    }
}
