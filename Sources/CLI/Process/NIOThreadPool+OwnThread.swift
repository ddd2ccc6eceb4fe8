import NIOPosix

extension NIOThreadPool {
    /// Runs something that has a thread of its own for calls that block.
    static func withOwnThread<Result>(_ body: (NIOThreadPool) async -> Result) async -> Result {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result = await body(thread)
        // Nothing is left for the thread to do.
        try? await thread.shutdownGracefully()
        return result
    }
}
