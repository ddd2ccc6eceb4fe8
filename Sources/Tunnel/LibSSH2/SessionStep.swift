/// What a call into libssh2 came to that does not wait: `LIBSSH2_ERROR_EAGAIN` as a case.
enum SessionStep<Value> {
    case done(Value)
    /// The same call is to be made again, with the same arguments, when the server has sent something.
    case again
}
