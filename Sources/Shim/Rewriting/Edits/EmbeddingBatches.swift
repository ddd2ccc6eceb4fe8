import LosslessJSON

/// The texts of an embeddings request, cut into batches.
struct EmbeddingBatches {
    /// More texts than OpenAI takes in one call (https://platform.openai.com/docs/api-reference/embeddings/create) are not cut.
    static let maximumTexts = 2_048
    private let document: JSONDocument

    init(in document: JSONDocument) {
        self.document = document
    }

    /// For each batch the edits that leave only its texts in `input`.
    ///
    /// - Parameters:
    ///   - input: the list of texts.
    ///   - size: how many texts a batch may have.
    /// - Returns: nothing where no cut is needed, or where something other than a text is in the list.
    func cuts(of input: JSONNode, size: Int) -> [[TextEdit]] {
        let first = document.bytes[input.range].dropFirst().first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard input.kind == .array, first == UInt8(ascii: "\"") else { return [] }
        let texts = document.elements(of: input)
        guard texts.count > size, texts.count <= Self.maximumTexts, texts.allSatisfy({ $0.kind == .string }) else { return [] }
        return stride(from: 0, to: texts.count, by: size).map { start in
            let end = min(start + size, texts.count)
            let before = TextEdit(texts[0].range.lowerBound..<texts[start].range.lowerBound, [])
            let after = TextEdit(texts[end - 1].range.upperBound..<texts[texts.count - 1].range.upperBound, [])
            return [before, after].filter { !$0.range.isEmpty }
        }
    }
}
