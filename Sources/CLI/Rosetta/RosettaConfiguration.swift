import LosslessJSON
import SystemSupport

/// What the llm-rosetta gateway's configuration says about where it listens.
struct RosettaConfiguration: Equatable {
    /// Larger ones are not configurations that anybody wrote.
    private static let sizeLimit = 4 * 1024 * 1024

    /// The file.
    let path: String
    /// Nil when the file names none: the gateway then listens on every interface (llm-rosetta 0.13).
    let host: String?
    let port: Int
    /// Whether it listens on a socket file in place of a port.
    let usesSocketFile: Bool

    /// - Parameters:
    ///   - path: where the configuration is.
    ///   - bytes: what it holds; JSON with comments.
    /// - Throws: `JSONSyntaxError` when it is something else.
    init(path: String, holding bytes: [UInt8]) throws(JSONSyntaxError) {
        let document = try JSONDocument(bytes, syntax: .jsonc)
        self.path = path
        host = document.value(at: ["server", "host"]).flatMap(document.string)
        port = document.value(at: ["server", "port"]).flatMap(document.integer).flatMap { (1...65_535).contains($0) ? $0 : nil } ?? 8_765
        usesSocketFile = document.value(at: ["server", "socket"]).flatMap(document.string) != nil
    }

    /// What clients on this machine use; nil when there is no port.
    var address: String? { usesSocketFile ? nil : "http://127.0.0.1:\(port)" }

    /// Whether other machines can reach the gateway.
    var isOpenToOthers: Bool { !usesSocketFile && host.map { !["127.0.0.1", "localhost", "::1"].contains($0) } ?? false }

    // MARK: Reading

    /// Where the gateway looks, without the folder that it happens to be started in (llm-rosetta 0.13).
    static func paths(home: String) -> [String] {
        ["\(home)/.config/llm-rosetta-gateway/config.jsonc", "\(home)/.llm-rosetta-gateway/config.jsonc"]
    }

    /// Reads a configuration; nil when there is none, or none that can be read.
    init?(contentsOf path: String) {
        // What is wrong with its configuration is for the gateway to say.
        guard let bytes = WholeFile.bytes(of: path, limit: Self.sizeLimit),
            let configuration = try? RosettaConfiguration(path: path, holding: bytes)
        else { return nil }
        self = configuration
    }
}
