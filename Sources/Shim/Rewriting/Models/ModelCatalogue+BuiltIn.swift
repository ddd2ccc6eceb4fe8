extension ModelCatalogue {
    /// The models that Argo listed in September 2026, for as long as its own list has not been read.
    package static let builtIn = ModelCatalogue(
        entries: [
            ("GPT-4o", "gpt4o"), ("GPT-4.1", "gpt41"), ("GPT-4.1 Mini", "gpt41mini"), ("GPT-4.1 Nano", "gpt41nano"),
            ("GPT-o1", "gpto1"), ("GPT-o3", "gpto3"), ("GPT-o3 Mini", "gpto3mini"), ("GPT-o4 Mini", "gpto4mini"),
            ("GPT-5", "gpt5"), ("GPT-5 Mini", "gpt5mini"), ("GPT-5 Nano", "gpt5nano"), ("GPT-5.1", "gpt51"), ("GPT-5.2", "gpt52"),
            ("GPT-5.4", "gpt54"), ("GPT-5.4 Mini", "gpt54mini"), ("GPT-5.4 Nano", "gpt54nano"), ("GPT-5.5", "gpt55"),
            ("GPT-5.6 Sol", "gpt56sol"), ("GPT-5.6 Terra", "gpt56terra"), ("GPT-5.6 Luna", "gpt56luna"),
            ("Claude Opus 5", "claudeopus5"), ("Claude Opus 4.8", "claudeopus48"), ("Claude Opus 4.7", "claudeopus47"),
            ("Claude Opus 4.6", "claudeopus46"), ("Claude Opus 4.5", "claudeopus45"), ("Claude Opus 4.1", "claudeopus41"),
            ("Claude Sonnet 5", "claudesonnet5"), ("Claude Sonnet 4.6", "claudesonnet46"), ("Claude Sonnet 4.5", "claudesonnet45"),
            ("Claude Haiku 4.5", "claudehaiku45"),
            ("Gemini 3.5 Flash", "gemini35flash"), ("Gemini 3.1 Flash Lite", "gemini31flashlite"), ("Gemini 2.5 Pro", "gemini25pro"),
            ("Gemini 2.5 Flash", "gemini25flash"),
            // The display ids of these have not been seen.
            ("ada002", "ada002"), ("v3small", "v3small"), ("v3large", "v3large"),
        ].map { ModelEntry(displayID: $0.0, internalID: $0.1) }
    )
}
