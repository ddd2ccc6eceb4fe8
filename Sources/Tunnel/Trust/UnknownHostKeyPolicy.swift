/// What is done with a host key that is in no known_hosts file. A changed key is refused under each of them.
package enum UnknownHostKeyPolicy: Sendable, Equatable {
    /// `StrictHostKeyChecking yes`: refuse.
    case refuse
    /// `StrictHostKeyChecking ask`: ask a person, refuse where there is none.
    case ask
    /// `StrictHostKeyChecking accept-new`, and `no`, whose disregard for changed keys is not followed: add it.
    case acceptNew
}
