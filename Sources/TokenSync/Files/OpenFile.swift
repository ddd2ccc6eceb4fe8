#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file, closed when its owner lets it go.
struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32

    /// Takes over a descriptor that is open.
    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // Whatever had to be on the disk was synchronised before, so that an error here says nothing about the data.
        _ = close(descriptor)
    }
}
