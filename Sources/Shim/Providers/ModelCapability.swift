/// Something that a model can do.
package enum ModelCapability: String, CaseIterable, Sendable {
    case text, vision, tools, reasoning, embedding

    /// What is known of a provider's model by its name; nil where nothing is known, and nothing is refused.
    static func known(ofModel id: String) -> Set<ModelCapability>? {
        let name = (id.split(separator: "/").last ?? "").lowercased()
        // https://huggingface.co/openai/gpt-oss-120b: text alone.
        if name.hasPrefix("gpt-oss") { return [.text, .tools, .reasoning] }
        // nomic-embed-text, SFR-Embedding-Mistral, Mistral-7B-Instruct-v0.3-embed.
        return name.contains("embed") ? [.embedding] : nil
    }

    /// How many tokens a conversation with a provider's model may have, as is known by its name.
    static func knownContext(ofModel id: String) -> Int? {
        let name = (id.split(separator: "/").last ?? "").lowercased()
        // The model card: https://arxiv.org/abs/2508.10925, 131,072.
        return name.hasPrefix("gpt-oss") ? 131_072 : nil
    }
}
