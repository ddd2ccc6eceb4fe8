import TokenSync

/// The token of a relay on a machine that does not share this one's home, in a file that the user has copied from there.
struct RelayTokenFile: Equatable, Sendable {
    let path: String

    /// - Throws: `Advice` where the file holds none.
    func token() throws(Advice) -> AccessToken {
        let hints = ["Copy it from the relay's machine, where this names it: argo-shim token path"]
        do throws(TokenFileError) {
            if let token = try TokenFile.copiedToken(at: path) { return token }
        } catch .damaged(_, let reason) {
            throw Advice("\(path) does not hold an access token: \(reason).", hints: hints, exitCode: .usage)
        } catch .foreignOwner(_, let owner) {
            throw Advice("\(path) belongs to another user (id \(owner)) and is not used.", hints: hints, exitCode: .usage)
        } catch {
            throw Advice(error.description, hints: hints, exitCode: .usage)
        }
        throw Advice("There is no file \(path).", hints: hints, exitCode: .usage)
    }

    /// What gives the token for each connection: the file follows a rotation when it is copied again.
    ///
    /// - Throws: `Advice` where the file holds none now.
    func source() throws(Advice) -> @Sendable () -> String {
        let first = try token()
        // While it is copied again it may be gone or cut off; the token from before is then the best guess.
        return { ((try? token()) ?? first).secret }
    }
}
