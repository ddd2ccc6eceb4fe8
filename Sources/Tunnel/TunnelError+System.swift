import SystemPackage
import SystemSupport

extension TunnelError {
    /// Makes calls of the system's, and says of a failure what was tried.
    ///
    /// - Parameters:
    ///   - operation: a verb, as in "open".
    ///   - path: of a file; empty where there is none.
    /// - Throws: `TunnelError.system`.
    static func naming<Result: ~Copyable>(
        _ operation: String, _ path: String = "", _ calls: () throws(Errno) -> Result
    ) throws(TunnelError) -> Result {
        do {
            return try calls()
        } catch {
            throw .system(operation: operation, path: path, code: error.rawValue)
        }
    }
}
