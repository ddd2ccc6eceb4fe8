import LosslessJSON

/// Argo's contract with Google does not include strict tools and structured output for Claude (quirk 11).
struct ToolRules {
    static func check(_ call: Call) throws(Refusal) {
        guard call.quirks.refusesStrictTools, call.isClaude, hasStrictTool(call) || hasStructuredOutput(call) else { return }
        throw .vendor(
            VendorError(
                .google,
                400,
                "FAILED_PRECONDITION",
                "Organization Policy constraint `constraints/vertexai.allowedPartnerModelFeatures` violated for `projects/argo` "
                    + "attempting to use a disallowed Gen AI Partner model feature structured_outputs."
            )
        )
    }

    private static func hasStrictTool(_ call: Call) -> Bool {
        (call.body["tools"]?.elements ?? []).contains { $0["strict"]?.isTrue == true || $0["function"]?["strict"]?.isTrue == true }
    }

    private static func hasStructuredOutput(_ call: Call) -> Bool {
        call.body["output_config"]?["format"] != nil || call.body["output_format"] != nil
            || call.body["response_format"]?["type"]?.string == "json_schema"
    }
}
