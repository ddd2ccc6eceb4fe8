/// Why a line of a known_hosts file cannot be used.
package enum KnownHostsFault: Sendable, Hashable {
    /// A marker that is neither `@revoked` nor `@cert-authority`, or two of them.
    case marker
    /// A hashed name that is not `|1|salt|hash`.
    case hashedName
    /// It ends before the key.
    case truncated
    /// The key is not base64 of the type that stands before it; keys of SSH 1 are among these.
    case key
    /// Longer than any line with a key.
    case length
}
