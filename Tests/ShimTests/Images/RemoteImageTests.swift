import FakeArgo
import LosslessJSON
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import Testing

@testable import Shim
@testable import SystemSupport

/// Images by their addresses, for a model whose upstream does not download: from a server on loopback with a certificate of its own.
@Suite(.timeLimit(.minutes(2)))
struct RemoteImageTests {
    /// The name in the server's certificate.
    private static let name = "apps.inside.anl.gov"
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    private struct Place {
        let shim: TestShim
        let server: FakeArgo
        /// The names that were resolved.
        let names: NIOLockedValueBox<[String]>

        /// A request that names the image as its dialect does.
        private static func body(_ url: String, _ route: String) -> String {
            let base = #"{"model":"claude-opus-4-8""#
            if route.contains("v1beta") {
                return
                    #"{"contents":[{"role":"user","parts":[{"text":"what"},{"fileData":{"mimeType":"image/png","fileUri":"\#(url)"}}]}]}"#
            }
            if route.contains("messages") {
                let image = #"{"type":"image","source":{"type": "url" ,"url":"\#(url)"}}"#
                let limit = route.hasSuffix("count_tokens") ? "" : #","max_tokens":9"#
                return base + limit
                    + #","messages":[{"role":"user","content":[{"type":"text","text":"what"},\#(image)]},{"role":"assistant","content":"#
                    + #"[{"type":"tool_use","id":"a","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","#
                    + #""tool_use_id":"a","content":[\#(image)]}]}],"tools":[{"name":"look","input_schema":{"type":"object"}}]}"#
            }
            return base
                + (route.hasSuffix("responses")
                    ? #","input":[{"role":"user","content":[{"type":"input_text","text":"what"},{"type":"input_image","image_url":"\#(url)"}]}]}"#
                    : #","messages":[{"role":"user","content":[{"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"\#(url)"}}]}]}"#)
        }

        func ask(_ path: String, route: String = "/v1/chat/completions", scheme: String = "https") async throws -> RawResponse {
            let url = "\(scheme)://\(RemoteImageTests.name):\(server.port)\(path)"
            return try await shim.send(shim.post(route, Self.body(url, route)))
        }

        func sent() async throws -> String {
            String(decoding: try #require(await shim.argo.lastQuestion).body, as: UTF8.self)
        }
    }

    private func withPlace(
        allows: @escaping @Sendable (SocketAddress) -> Bool = { _ in true }, limits: (inout ImageFetching) -> Void = { _ in },
        _ body: (Place) async throws -> Void
    ) async throws {
        try await withFakeArgo(tls: .generated()) { server in
            let certificates = try #require(server.certificates)
            let authorities = try [certificates.rootPEM, certificates.intermediatePEM].flatMap {
                try NIOSSLCertificate.fromPEMBytes(Array($0.utf8))
            }
            let names = NIOLockedValueBox<[String]>([])
            try await withTestShim(change: { configuration in
                configuration.images.authorities = authorities
                configuration.images.isAllowed = allows
                configuration.images.resolve = { host, port in
                    names.withLockedValue { $0.append(host) }
                    return try SocketAddress(ipAddress: "127.0.0.1", port: port)
                }
                limits(&configuration.images)
            }) { shim in try await body(Place(shim: shim, server: server, names: names)) }
        }
    }

    private func image(_ bytes: [UInt8] = png) -> [Step] {
        [.head(200, [HeaderField("content-type", "text/plain")]), .chunk(bytes), .end]
    }

    @Test(arguments: [
        "/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/messages/count_tokens",
        "/v1beta/models/claude-opus-4-8:generateContent", "/v1beta/models/claude-opus-4-8:streamGenerateContent",
    ])
    func `an image is fetched and sent along, under what it is`(route: String) async throws {
        try await withPlace { place async throws in
            await place.server.enqueue(path: "/a.png", image())
            let response = try await place.ask("/a.png?secret=1", route: route)
            #expect(response.status == 200, "\(response.text)")
            let sent = try await place.sent()
            #expect(sent.contains(#"{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoBAgM="}"#), "\(sent)")
            #expect(!sent.contains("secret"))
            let asked = try #require(await place.server.requests.last)
            #expect(asked.method == "GET" && !asked.headers.contains { $0.value.contains(TestTokens.good) })
            #expect(!place.shim.log.text.contains("secret"))
            // The second turn of the conversation has it still.
            let count = await place.server.requestCount
            #expect(try await place.ask("/a.png?secret=1", route: route).status == 200)
            #expect(await place.server.requestCount == count)
        }
    }

    @Test func `a redirect is followed, and its address is looked at as well`() async throws {
        try await withPlace { place async throws in
            await place.server.enqueue(path: "/a", [.head(302, [HeaderField("location", "/b")]), .end])
            await place.server.enqueue(path: "/b", image())
            #expect(try await place.ask("/a").status == 200)
            #expect(place.names.withLockedValue { $0.count } == 2)
            for location in ["http://\(Self.name)/x", "https://127.0.0.1/x", "file:///etc/passwd"] {
                await place.server.enqueue(path: "/c", [.head(301, [HeaderField("location", location)]), .end])
                let response = try await place.ask("/c")
                #expect(response.status == 400 && response.text.contains("is not allowed"), "\(response.text)")
            }
        }
    }

    @Test func `an address that is not public is not asked, at first or behind a redirect`() async throws {
        let looks = NIOLockedValueBox(0)
        try await withPlace(allows: { _ in
            // The name leads elsewhere the second time, as a server of names could have it.
            looks.withLockedValue { looks in
                looks += 1
                return looks == 1
            }
        }) { place async throws in
            await place.server.enqueue(path: "/a", [.head(302, [HeaderField("location", "/b")]), .end])
            let redirected = try await place.ask("/a")
            #expect(redirected.status == 400 && redirected.text.contains("that is not public"), "\(redirected.text)")
            let count = await place.server.requestCount
            let argo = await place.shim.argo.requestCount
            #expect(try await place.ask("/a").status == 400)
            #expect(await place.server.requestCount == count)
            #expect(await place.shim.argo.requestCount == argo)
        }
    }

    @Test func `loopback is not asked by itself`() async throws {
        try await withPlace(limits: { $0.isAllowed = AddressRule.isPublic }) { place async throws in
            #expect(try await place.ask("/a").status == 400)
            #expect(await place.server.requestCount == 0)
        }
    }

    @Test(arguments: [
        ("/text", "not PNG"), ("/large", "larger than"), ("/missing", "answered 404"), ("/cut", "closed the connection"),
        ("/circle", "too many redirects"),
    ])
    func `what is no image is told`(path: String, words: String) async throws {
        try await withPlace(limits: { $0.sizeLimit = 1_000 }) { place async throws in
            switch path {
            case "/text": await place.server.enqueue(path: path, image(Array("<html>".utf8)))
            case "/large": await place.server.enqueue(path: path, image(Self.png + [UInt8](repeating: 0, count: 2_000)))
            case "/missing": await place.server.enqueue(path: path, [.head(404), .end])
            case "/cut": await place.server.enqueue(path: path, [.head(200), .chunk(Self.png), .close])
            default: for _ in 0...9 { await place.server.enqueue(path: path, [.head(302, [HeaderField("location", path)]), .end]) }
            }
            let response = try await place.ask(path)
            #expect(response.status == 400, "\(response.text)")
            #expect(response.text.contains(words) && response.text.contains("image_not_fetched"), "\(response.text)")
            #expect(await place.shim.argo.requests.allSatisfy { !$0.path.hasSuffix("messages") })
        }
    }

    @Test func `a server that does not answer is given up`() async throws {
        try await withPlace(limits: { $0.timeLimit = 1 }) { place async throws in
            await place.server.enqueue(path: "/slow", [])
            let response = try await place.ask("/slow")
            #expect(response.status == 400 && response.text.contains("did not arrive within 1 s"), "\(response.text)")
        }
    }

    @Test func `another's certificate is not taken`() async throws {
        try await withPlace(limits: { $0.authorities = [] }) { place async throws in
            await place.server.enqueue(path: "/a.png", image())
            #expect(try await place.ask("/a.png").status == 400)
            #expect(await place.server.requestCount == 0)
        }
    }

    @Test func `http is not asked, and a model that downloads by itself gets the address`() async throws {
        try await withPlace { place async throws in
            #expect(try await place.ask("/a", scheme: "http").status == 400)
            let body =
                #"{"model":"gpt4o","user":"u","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://\#(Self.name)/a"}}]}]}"#
            #expect(try await place.shim.send(place.shim.post("/v1/chat/completions", body)).status == 200)
            #expect(try await place.sent() == body)
            #expect(await place.server.requestCount == 0)
        }
    }

    @Test func `a request of Messages keeps every byte but the addresses`() async throws {
        let image = RemoteImage(format: .png, data: "AAAA")
        let body = #"""
            { "messages" : [ {"role":"user","content":[ {"type":"image", "source":{"url":"https://a/b","type":"url"} , "cache_control":{"type":"ephemeral"}},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"x"}}, {"type":"document","source":{"type":"url","url":"https://a/b"}}]},
              {"role":"user","content":"\u0068i"}], "url": "https://a/b" }
            """#
        let images = MessageImages(in: try JSONDocument(Array(body.utf8)))
        #expect(images.urls == ["https://a/b"])
        let inlined = #"{"type":"base64","media_type":"image/png","data":"AAAA"}"#
        #expect(
            String(decoding: images.inlining(["https://a/b": image]), as: UTF8.self)
                == body.replacing(#"{"url":"https://a/b","type":"url"}"#, with: inlined))
        #expect(RequestBody(Array("no".utf8)).object == nil)
        let tool = #"{"tools":[{"input_schema":{"$schema":"https://json-schema.org","properties":{"url":{"type":"string"}}}}]}"#
        #expect(!RemoteImages.areNamed(in: Array(tool.utf8), of: .forward(.messages, path: "/v1/messages")))
    }
}
