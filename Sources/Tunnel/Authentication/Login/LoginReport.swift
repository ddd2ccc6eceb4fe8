/// How a login went.
struct LoginReport {
    /// Why the server has not let us in; nil where it has.
    var error: TunnelError?
    /// Whether the server has said no to the last thing that it was shown, so that it may count a failed login.
    var isRefused = false
    /// Whether a person has answered the server's questions.
    var askedPerson = false
    /// What is worth remembering; only of use where there is no error.
    var memory = LoginMemory()
}
