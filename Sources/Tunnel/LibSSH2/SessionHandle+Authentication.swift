import CLibSSH2

extension SessionHandle {
    var isAuthenticated: Bool { unsafe libssh2_userauth_authenticated(pointer) != 0 }

    /// Asks with the method `none` (RFC 4252, section 5.2). OpenSSH counts each such question but the first as a failed attempt.
    ///
    /// - Returns: what the server would take; empty when it has let us in.
    func allowedMethods(user: String) throws(LibSSH2Failure) -> SessionStep<[String]> {
        let list = unsafe libssh2_userauth_list(pointer, user, UInt32(user.utf8.count))
        if let list = unsafe list { return .done(unsafe String(cString: list).split(separator: ",").map(String.init)) }
        if isAuthenticated { return .done([]) }
        let code = lastCode
        if code == LIBSSH2_ERROR_EAGAIN { return .again }
        throw failure(code)
    }

    /// Offers the key of a file and signs with it. What the file lacks is found before anything is sent, unless `publicKey` is given.
    func offerKey(user: String, privateKey: String, publicKey: String?, passphrase: Secret?) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(
            unsafe libssh2_userauth_publickey_fromfile_ex(
                pointer, user, UInt32(user.utf8.count), publicKey, privateKey, passphrase?.text))
    }

    /// Runs keyboard-interactive authentication. The transport's responder is asked within this call.
    func keyboardInteractive(user: String) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(unsafe libssh2_userauth_keyboard_interactive_ex(pointer, user, UInt32(user.utf8.count), answerForLibSSH2))
    }

    func password(user: String, _ secret: Secret) throws(LibSSH2Failure) -> SessionStep<Void> {
        try step(
            unsafe libssh2_userauth_password_ex(
                pointer, user, UInt32(user.utf8.count), secret.text, UInt32(secret.text.utf8.count), nil))
    }
}
