/// Knows the tokens that are good now.
package protocol RelayKeySource: Sendable {
    /// - Parameter isRight: compares in constant time.
    /// - Returns: the token for which `isRight` holds; nil where it holds for none.
    func token(where isRight: (String) -> Bool) -> String?
}
