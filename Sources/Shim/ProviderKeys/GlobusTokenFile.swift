import LosslessJSON
import Models

/// What a file of globus-sdk holds for one service: `data.DEFAULT.SERVICE` of its JSONTokenStorage.
///
/// Source: https://github.com/globus/globus-sdk-python, globus_sdk/token_storage/json.py, format_version 2.0.
struct GlobusTokenFile: Sendable {
    let accessToken: ProviderKey
    let refreshToken: ProviderKey?
    /// Seconds since 1970.
    let expiresAt: Int
    private let document: JSONDocument
    private let entry: JSONNode

    /// - Returns: nil for what has no such form, or nothing for the service.
    init?(_ bytes: [UInt8], resourceServer: String) {
        // What is no JSON is no such file.
        guard let document = try? JSONDocument(bytes), let entry = document.value(at: ["data", "DEFAULT", resourceServer]),
            entry.kind == .object,
            let token = document.string("access_token", of: entry).flatMap({ ProviderKey($0) }),
            let end = document.value("expires_at_seconds", of: entry).flatMap(document.integer)
        else { return nil }
        accessToken = token
        refreshToken = document.string("refresh_token", of: entry).flatMap { ProviderKey($0) }
        expiresAt = end
        self.document = document
        self.entry = entry
    }

    /// The file with another token in it, and every other byte as it was.
    func renewed(by grant: GlobusGrant) -> [UInt8] {
        var object = ObjectEdit(entry, in: document)
        object.set("access_token", to: JSONValue.string(grant.accessToken.secret).serialized)
        object.set("expires_at_seconds", to: JSONValue.integer(grant.expiresAt).serialized)
        if let token = grant.refreshToken { object.set("refresh_token", to: JSONValue.string(token.secret).serialized) }
        return EditedText(document.bytes, applying: object.textEdits).bytes
    }
}

/// A token that Globus Auth has just given (https://docs.globus.org/api/auth/reference/#token_response).
struct GlobusGrant: Sendable {
    let accessToken: ProviderKey
    /// Set where the earlier one is no longer good.
    let refreshToken: ProviderKey?
    /// Seconds since 1970.
    let expiresAt: Int

    /// - Parameters:
    ///   - resourceServer: the service whose token is wanted; an answer may hold those of others.
    ///   - now: seconds since 1970.
    /// - Returns: nil for an answer without such a token.
    init?(reply: [UInt8], resourceServer: String, now: Int) {
        // What is no JSON holds no token.
        guard let document = try? JSONDocument(reply), document.root.kind == .object else { return nil }
        let others = document.elements("other_tokens", of: document.root)
        let grant = ([document.root] + others).first { node in
            let server = document.string("resource_server", of: node)
            return server == nil || server == resourceServer
        }
        guard let grant, let token = document.string("access_token", of: grant).flatMap({ ProviderKey($0) }),
            let life = document.value("expires_in", of: grant).flatMap(document.integer), (1...100_000_000).contains(life)
        else { return nil }
        accessToken = token
        refreshToken = document.string("refresh_token", of: grant).flatMap { ProviderKey($0) }
        expiresAt = now + life
    }

    /// The server's own word for why it gives no token, such as `invalid_grant` (RFC 6749, section 5.2).
    static func refusal(in reply: [UInt8]) -> String? {
        // What is no JSON says nothing that could be told.
        guard let document = try? JSONDocument(reply), let word = document.string("error", of: document.root),
            word.utf8.count <= 60, word.utf8.allSatisfy({ ModelName.isLetter($0) || ModelName.isDigit($0) || "_-".utf8.contains($0) })
        else { return nil }
        return word
    }
}
