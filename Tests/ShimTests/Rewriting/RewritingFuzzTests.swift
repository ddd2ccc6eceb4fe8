import LosslessJSON
import Testing

@testable import Shim

@Suite struct RewritingFuzzTests {
    /// A small generator with a fixed seed, so that a failure comes again (xorshift64*, Vigna 2016).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 2_685_821_657_736_338_717
        }
    }

    private static let fragments: [String] = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "7", "1e400", "\"thinking\"", "\"\"",
        "\"tool_calls\":[{},{}]", "\"strict\":1",
        "\"content\":null", "\"role\":\"tool\"", "\"max_tokens\":1", "\"stream\":false", "\"model\":\"claudesonnet45\"", "\"input\":[]",
        " ",
    ]

    @Test(arguments: APIEndpoint.allCases)
    func `mutated bodies never trap, and what was JSON stays JSON`(endpoint: APIEndpoint) {
        let seeds = QuirkFixCase.all.map { Array($0.body.utf8) }
        let rewriter = RequestRewriter(policy: RewritePolicy(user: "a\"b\u{e9}"))
        var random = Generator(state: 0x9E37_79B9_7F4A_7C15 ^ UInt64(endpoint.rawValue.utf8.count))
        var parsed = 0
        for round in 0..<2_500 {
            var body = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 0...3, using: &random) { mutate(&body, &random) }
            let rewritten = rewriter.rewrite(RequestBody(body), for: endpoint, catalogue: .builtIn)
            // A body that does not parse goes through as it is.
            let isJSON = (try? JSONDocument(body)) != nil
            if isJSON { parsed += 1 }
            guard case .forward(let request) = rewritten else {
                #expect(isJSON)
                continue
            }
            if !isJSON { #expect(request.bodies.map(\.bytes) == [body]) }
            guard isJSON else { continue }
            for result in request.bodies {
                #expect((try? JSONDocument(result.bytes)) != nil, "\(String(decoding: body, as: UTF8.self))")
                #expect(result.count == result.bytes.count)
            }
        }
        #expect(parsed > 300)
    }

    private func mutate(_ body: inout [UInt8], _ random: inout Generator) {
        guard !body.isEmpty else { return }
        let place = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &random)
        case 1: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...6, using: &random)))
        case 2: body.insert(contentsOf: Array((Self.fragments.randomElement(using: &random) ?? "").utf8), at: place)
        default: swapValues(&body, &random)
        }
    }

    /// Puts one value of the body in the place of another, which keeps it JSON.
    private func swapValues(_ body: inout [UInt8], _ random: inout Generator) {
        // A body that does not parse any more has no values to swap.
        guard let document = try? JSONDocument(body) else { return }
        var nodes: [JSONNode] = [document.root]
        for index in 0..<200 where index < nodes.count {
            nodes += document.members(of: nodes[index]).map(\.value) + document.elements(of: nodes[index])
        }
        guard let target = nodes.dropFirst().randomElement(using: &random), let source = nodes.randomElement(using: &random) else { return }
        body = EditedText(body, applying: [TextEdit(target.range, Array(document.text(of: source)))]).bytes
    }
}
