import LosslessJSON

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
            let token = document.value("access_token", of: entry).flatMap(document.string).flatMap({ ProviderKey($0) }),
            let end = document.value("expires_at_seconds", of: entry).flatMap(document.integer)
        else { return nil }
        accessToken = token
        refreshToken = document.value("refresh_token", of: entry).flatMap(document.string).flatMap { ProviderKey($0) }
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
