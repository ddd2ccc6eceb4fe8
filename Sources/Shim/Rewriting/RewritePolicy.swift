/// What the person who runs the shim has decided about request bodies.
package struct RewritePolicy: Equatable, Sendable {
    /// Whose name stands in `user`.
    package enum UserPolicy: Equatable, Sendable {
        /// Set it where it is missing, blank or not a string.
        case fillIn
        /// Set it always.
        case force
    }

    /// The ANL username that Argo is to see.
    package var user: String
    /// What happens to a `user` that a client sends.
    package var userPolicy: UserPolicy
    /// Names of quirk fixes that are switched off; see `QuirkFix.all` and `QuirkFix.validate`.
    package var disabledFixes: Set<String>

    /// - Parameters:
    ///   - user: the ANL username; not blank.
    ///   - userPolicy: whether a client may name another user.
    ///   - disabledFixes: names of quirk fixes to leave out.
    package init(user: String, userPolicy: UserPolicy = .fillIn, disabledFixes: Set<String> = []) {
        self.user = user
        self.userPolicy = userPolicy
        self.disabledFixes = disabledFixes
    }
}
