import Testing

@testable import FakeArgo

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct EmbeddingShapeTests {
    private func vectors(_ members: String) throws -> [[Double]] {
        let reply = try Asking.embeddings(#"{"user":"alice",\#(members)}"#).answered().json()
        return try #require(reply["data"]).elements.map { $0["embedding"]?.elements.compactMap(\.number) ?? [] }
    }

    @Test(
        arguments: [
            (#""model":"ada002","input":"a""#, 1_536), (#""model":"v3small","input":"a""#, 1_536),
            (#""model":"v3large","input":"a""#, 3_072),
            (#""model":"v3large","input":"a","dimensions":256"#, 256), (#""model":"ada002","input":"a","dimensions":256"#, 1_536),
            (#""model":"v3small","input":"a","dimensions":99999"#, 1_536), (#""model":"v3small","input":"a","dimensions":-1"#, 1_536),
        ]
    )
    func `a vector has the model's dimensions and the length 1`(members: String, dimensions: Int) throws {
        let vector = try #require(try vectors(members).first)
        #expect(vector.count == dimensions)
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    }

    @Test func `the same text has the same vector and another text another`() throws {
        let all = try vectors(#""model":"v3small","input":["a","b","a"]"#)
        #expect(all.count == 3)
        #expect(all[0] == all[2])
        #expect(all[0] != all[1])
    }

    @Test func `base64 holds the same numbers as little-endian floats`() throws {
        let members = #""model":"v3small","input":"a","dimensions":8"#
        let reply = try Asking.embeddings(#"{"user":"alice","encoding_format":"base64",\#(members)}"#).answered().json()
        let text = try #require(reply["data"]?.elements.first?["embedding"]?.string)
        let bytes = Array(try #require(Data(base64Encoded: text)))
        let floats = stride(from: 0, to: bytes.count, by: 4).map { index in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << (8 * $1) })
        }
        #expect(floats.map(\.description) == (try vectors(members)[0]).map { Float($0).description })
    }

    @Test func `the legacy route answers with bare vectors`() throws {
        let body = #"{"model":"v3small","user":"alice","prompt":["a","b"]}"#
        let reply = try Asking(path: "/argoapi/api/v1/resource/embed/", body: body).answered().json()
        #expect(reply["embedding"]?.elements.map { $0.elements.count } == [1_536, 1_536])
    }

    @Test(arguments: ["[]", "[{}]", "{}", "5"])
    func `an input of another kind is a 422`(input: String) {
        #expect(Asking.embeddings(#"{"model":"v3small","user":"a","input":\#(input)}"#).answered().status == 422)
    }
}
