/// Where a shim may listen to other processes of its user.
struct SocketPlace: Equatable {
    /// A folder of ours that must be private to this user; nil for the state folder, which is.
    let folder: String?
    let path: String
}
