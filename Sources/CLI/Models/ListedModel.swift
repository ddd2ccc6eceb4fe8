/// A model that a running shim lists.
struct ListedModel: Codable, Equatable {
    /// What clients call it.
    let name: String
    /// Who serves it: `argo`, or another of the shim's.
    let provider: String
    let displayName: String?
    let aliases: [String]
    /// Of `text`, `vision`, `tools`, `reasoning` and `embedding`; nil where nothing is known.
    let capabilities: [String]?
    /// Tokens of a conversation, and of an answer, by the vendor's word.
    let contextTokens: Int?
    let answerTokens: Int?
    /// `listed`, or how else it is.
    let state: String?
}

extension ListedModel {
    /// An element of `GET /v1/models`.
    struct Element: Decodable {
        struct Facts: Decodable {
            let provider: String?
            let capabilities: [String]?
            let contextTokens: Int?
            let answerTokens: Int?
            let state: String?
        }

        let id: String
        let displayName: String?
        let aliases: [String]?
        let ownedBy: String?
        let argoShim: Facts?
    }

    struct Reply: Decodable {
        let data: [Element]
    }

    init(_ element: Element) {
        let facts = element.argoShim
        self.init(
            name: element.id, provider: facts?.provider ?? element.ownedBy ?? "argo", displayName: element.displayName,
            aliases: element.aliases ?? [], capabilities: facts?.capabilities, contextTokens: facts?.contextTokens,
            answerTokens: facts?.answerTokens, state: facts?.state)
    }
}
