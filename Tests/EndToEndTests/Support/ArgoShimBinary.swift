import Foundation
import Testing

/// The built program, which lies beside the test bundle in the build folder.
enum ArgoShimBinary {
    static let name = "argo-shim"

    /// The program's path.
    static func path() throws -> String {
        let candidates = folders.map { $0.appendingPathComponent(name).path }
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
        return try #require(found, "\(name) is not built; it was looked for at \(candidates.joined(separator: ", "))")
    }

    private static var folders: [URL] {
        // On Linux the bundle is the program that runs; on macOS a helper is told its path, or has loaded it already.
        let bundles = (CommandLine.arguments + Bundle.allBundles.map(\.bundlePath)).compactMap(folder(ofBundle:))
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL
        return bundles + [root.appendingPathComponent(".build/debug")]
    }

    /// The folder of the bundle that a path leads to or into; nil for any other path.
    private static func folder(ofBundle path: String) -> URL? {
        guard let suffix = path.range(of: ".xctest") else { return nil }
        return URL(fileURLWithPath: String(path[..<suffix.upperBound])).deletingLastPathComponent()
    }
}
