/// What the person who runs the shim has decided about request bodies.
public struct RewritePolicy: Equatable, Sendable {
    /// Whose name stands in `user`.
    public enum UserPolicy: Equatable, Sendable {
        /// Set it where it is missing, blank or not a string.
        case fillIn
        /// Set it always.
        case force
    }

    /// The ANL username that Argo is to see.
    public var user: String
    /// What happens to a `user` that a client sends.
    public var userPolicy: UserPolicy
    /// Names of quirk fixes that are switched off; see `QuirkFix.all` and `QuirkFix.validate`.
    public var disabledFixes: Set<String>

    /// - Parameters:
    ///   - user: the ANL username; not blank.
    ///   - userPolicy: whether a client may name another user.
    ///   - disabledFixes: names of quirk fixes to leave out.
    public init(user: String, userPolicy: UserPolicy = .fillIn, disabledFixes: Set<String> = []) {
        self.user = user
        self.userPolicy = userPolicy
        self.disabledFixes = disabledFixes
    }
}
