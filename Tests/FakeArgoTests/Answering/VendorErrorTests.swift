import LosslessJSON
import Testing

@testable import FakeArgo

@Suite struct VendorErrorTests {
    @Test(
        arguments: [
            ("plain", "'plain'"), ("it's", "\"it's\""), ("it's \"so\"", #"'it\'s "so"'"#), ("a\\b\n", #"'a\\b\n'"#),
        ]
    )
    func `texts are quoted as Python does`(text: String, quoted: String) {
        #expect(pythonRepresentation(of: .string(text)) == quoted)
    }

    @Test func `values are spelled as Python does`() {
        #expect(pythonRepresentation(of: ["a": [true, false, nil, 5], "b": [:]]) == "{'a': [True, False, None, 5], 'b': {}}")
    }
}
