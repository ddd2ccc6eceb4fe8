import Foundation

/// swift-argument-parser's program that writes manual pages, which lies beside the built program.
enum ManualGenerator {
    /// Nil where it is not built.
    static let path: String? = {
        let path = (try? ArgoShimBinary.path()).map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/generate-manual" }
        return path.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
    }()
}
