import Testing

@testable import TokenSync

struct ContextWindowTests {
    @Test(arguments: [
        ("claude-sonnet-4-5-20250929", 200_000), ("claude-opus-5", 200_000), ("gpt-5", 272_000), ("gpt-5-mini", 272_000),
        ("gpt-5.5", 272_000), ("gpt-5.4", 128_000), ("gpt-5-chat", 111_616), ("gpt-5.2-chat", 111_616), ("gpt-4.1-mini", 128_000),
        ("gpt-4o", 128_000), ("gpt-4-turbo", 128_000), ("gpt-4", 8_192), ("gpt-4-32k", 32_768), ("gpt-3.5-turbo", 16_385),
        ("o1", 200_000), ("o1-mini", 128_000), ("o3-mini", 200_000), ("gemini-2.5-pro", 1_000_000), ("something-new", 128_000),
    ])
    func `no model is said to take more than it takes anywhere`(model: String, tokens: Int) {
        #expect(ContextWindow.tokens(of: model) == tokens)
    }
}
