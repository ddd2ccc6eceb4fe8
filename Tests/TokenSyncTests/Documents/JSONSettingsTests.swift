import LosslessJSON
import Testing

@testable import TokenSync

struct JSONSettingsTests {
    private func set(_ text: String, _ path: String, _ value: JSONValue) throws -> String {
        var settings = try JSONSettings(Array(text.utf8))
        try settings.set(value, at: path.split(separator: ".").map { .key(String($0)) })
        _ = try JSONDocument(settings.bytes, syntax: .jsonc)
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    private func remove(_ text: String, _ path: String, keepingEmpty: Bool = true) throws -> String {
        var settings = try JSONSettings(Array(text.utf8))
        try settings.remove(path.split(separator: ".").map { .key(String($0)) }, keepingEmpty: { _ in keepingEmpty ? [] : nil })
        _ = try JSONDocument(settings.bytes, syntax: .jsonc)
        return String(decoding: settings.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        // A file that holds nothing.
        ("", "x", "{\n  \"x\": 1\n}\n"), ("\n\n", "x", "{\n  \"x\": 1\n}\n"), ("{}", "x", "{\n  \"x\": 1\n}"),
        ("{ }\n", "x", "{\n  \"x\": 1\n}\n"),
        ("", "a.b.x", "{\n  \"a\": {\n    \"b\": {\n      \"x\": 1\n    }\n  }\n}\n"), ("\u{FEFF}", "x", "\u{FEFF}{\n  \"x\": 1\n}\n"),
        // On one line.
        (#"{"a":0}"#, "x", #"{"a":0,"x":1}"#), (#"{"a": 0}"#, "x", #"{"a": 0, "x": 1}"#), (#"{ "a" : 0 }"#, "x", #"{ "a" : 0, "x" : 1 }"#),
        (#"{"a": 0,"b": 0}"#, "x", #"{"a": 0,"b": 0,"x": 1}"#), (#"{"a":0,}"#, "x", #"{"a":0,"x":1,}"#),
        (#"{"a":0 /*c*/ , }"#, "x", #"{"a":0 /*c*/ ,"x":1, }"#),
        (#"{"a":{}}"#, "a.x", #"{"a":{"x":1}}"#), (#"{"a":{ /*c*/ }}"#, "a.x", #"{"a":{ /*c*/"x":1 }}"#),
        (#"{"a":0}"#, "b.x", #"{"a":0,"b":{"x":1}}"#),
        // On lines of their own.
        ("{\n  \"a\": 0\n}", "x", "{\n  \"a\": 0,\n  \"x\": 1\n}"), ("{\n\t\"a\": 0,\n}", "x", "{\n\t\"a\": 0,\n\t\"x\": 1,\n}"),
        ("{\n  \"a\": 0 }", "x", "{\n  \"a\": 0,\n  \"x\": 1 }"), ("{\n\"a\":0\n}", "x", "{\n\"a\":0,\n\"x\":1\n}"),
        ("{\n  \"a\": 0 // c\n}", "x", "{\n  \"a\": 0, // c\n  \"x\": 1\n}"),
        ("{\n  \"a\": 0\n  // c\n}", "x", "{\n  \"a\": 0,\n  // c\n  \"x\": 1\n}"),
        ("{\n  \"a\": 0, // c\n}", "x", "{\n  \"a\": 0, // c\n  \"x\": 1,\n}"),
        ("{\n  \"a\": 0\n  , // c\n}", "x", "{\n  \"a\": 0\n  , // c\n  \"x\": 1,\n}"),
        ("{\n  \"a\": 0 /* c */}", "x", "{\n  \"a\": 0, /* c */\n  \"x\": 1}"),
        ("{\r\n  \"a\": 0\r\n}\r\n", "x", "{\r\n  \"a\": 0,\r\n  \"x\": 1\r\n}\r\n"),
        ("{\r  \"a\": 0\r}", "x", "{\r  \"a\": 0,\r  \"x\": 1\r}"),
        ("{\n  \"a\": 0, \"b\": 0\n}", "x", "{\n  \"a\": 0, \"b\": 0, \"x\": 1\n}"),
        ("{\n   \"a\": {\n   }\n}", "a.x", "{\n   \"a\": {\n      \"x\": 1\n   }\n}"),
        ("{\n  \"a\": {} // c\n}", "a.x", "{\n  \"a\": {\n    \"x\": 1\n  } // c\n}"),
        ("{\n  // c\n}", "x", "{\n  // c\n  \"x\": 1\n}"), ("{ // c\n}", "x", "{ // c\n  \"x\": 1\n}"),
        ("{\n /* c */}", "x", "{\n /* c */\n \"x\": 1\n}"),
        ("{\n  \"a\": [\n      1\n  ]\n}", "b.x", "{\n  \"a\": [\n      1\n  ],\n  \"b\": {\n    \"x\": 1\n  }\n}"),
        // What is there is changed where it is.
        ("{ \"x\" : /*c*/ 0 /*d*/ }", "x", "{ \"x\" : /*c*/ 1 /*d*/ }"), (#"{"x":0,"x":0}"#, "x", #"{"x":0,"x":1}"#),
        (#"{"x":{"y":[0]}}"#, "x", #"{"x":1}"#),
        (#"{"\u0078":0}"#, "x", #"{"\u0078":1}"#), (#"{"x":1}"#, "x", #"{"x":1}"#),
    ])
    func `a value is written in the layout of its surroundings`(text: String, path: String, result: String) throws {
        #expect(try set(text, path, 1) == result)
    }

    @Test func `containers are laid out like the file`() throws {
        let value: JSONValue = ["a": [1, ["b": "c"]], "d": [], "e": [:]]
        #expect(
            try set("{\n\t\"z\":0\n}", "x", value)
                == "{\n\t\"z\":0,\n\t\"x\":{\n\t\t\"a\":["
                + "\n\t\t\t1,\n\t\t\t{\n\t\t\t\t\"b\":\"c\"\n\t\t\t}\n\t\t],\n\t\t\"d\":[],\n\t\t\"e\":{}\n\t}\n}"
        )
        #expect(try set(#"{"z":0}"#, "x", value) == #"{"z":0,"x":{"a":[1,{"b":"c"}],"d":[],"e":{}}}"#)
    }

    @Test(arguments: [
        (#"{"x":1}"#, "{}"), (#"{ "x": 1 }"#, "{}"), (#"{"x":1,}"#, "{}"), ("{\n  \"x\": 1\n}", "{}"), (#"{"a":0}"#, #"{"a":0}"#),
        (#"{"x":1,"a":0}"#, #"{"a":0}"#), (#"{"a":0,"x":1}"#, #"{"a":0}"#), (#"{"a":0, "x":1, "b":0}"#, #"{"a":0, "b":0}"#),
        (#"{ "x": 1, "a": 0 }"#, #"{ "a": 0 }"#), (#"{ "a": 0, "x": 1 }"#, #"{ "a": 0 }"#), (#"{"a":0,"x":1,}"#, #"{"a":0,}"#),
        (#"{"x":1,"a":0,"x":2}"#, #"{"a":0}"#), (#"{"x":1,"x":2}"#, "{}"),
        ("{\n  \"a\": 0,\n  \"x\": 1\n}", "{\n  \"a\": 0\n}"), ("{\n  \"x\": 1,\n  \"a\": 0\n}", "{\n  \"a\": 0\n}"),
        ("{\r\n  \"a\": 0,\r\n  \"x\": 1\r\n}", "{\r\n  \"a\": 0\r\n}"), ("{\n  \"a\": 0,\n  \"x\": 1,\n}", "{\n  \"a\": 0,\n}"),
        ("{\n  \"a\": 0,\n  \"x\": 1 }", "{\n  \"a\": 0 }"), ("{\n  \"x\": 1, \"a\": 0\n}", "{\n  \"a\": 0\n}"),
        // Comments stay, whomever they were about.
        ("{\n  \"a\": 0, // a\n  \"x\": 1 // x\n}", "{\n  \"a\": 0 // a\n   // x\n}"), ("{\n  // x\n  \"x\": 1\n}", "{\n  // x\n}"),
        ("{\n  \"x\": 1, // x\n  \"a\": 0\n}", "{\n   // x\n  \"a\": 0\n}"),
        (#"{"a":0 /*a*/, /*x*/ "x":1 /*y*/}"#, #"{"a":0 /*a*/ /*x*/ /*y*/}"#),
        (#"{"x" /*1*/ : /*2*/ 1 /*3*/ , "a":0}"#, #"{ /*3*/  "a":0}"#),
    ])
    func `a value goes with its comma and its line`(text: String, result: String) throws {
        #expect(try remove(text, "x") == result)
    }

    @Test(arguments: ["", " \n", "\u{FEFF}", "{ }"])
    func `a file that is only looked at stays as it is`(text: String) throws {
        var settings = try JSONSettings(Array(text.utf8))
        #expect(try settings.value(at: ["a", "x"]) == JSONValue?.none)
        try settings.remove(["a", "x"], keepingEmpty: { _ in nil })
        #expect(settings.bytes == Array(text.utf8))
        #expect(settings.isBlank)
    }

    @Test func `objects that hold nothing any more go too, unless they are kept`() throws {
        let text = "{\n  \"z\": 0,\n  \"a\": {\n    \"b\": {\n      \"x\": 1\n    }\n  }\n}"
        #expect(try remove(text, "a.b.x", keepingEmpty: false) == "{\n  \"z\": 0\n}")
        #expect(try remove(text, "a.b.x") == "{\n  \"z\": 0,\n  \"a\": {\n    \"b\": {}\n  }\n}")
        #expect(try remove(#"{"a":{/*c*/"x":1}}"#, "a.x", keepingEmpty: false) == #"{"a":{/*c*/}}"#)
    }

    @Test(
        arguments: [
            ("[]", "x", [], 1, 1), ("\n 1", "x", [], 2, 2), (#"{"a":null}"#, "a.x", ["a"], 1, 6), (#"{"a":"s"}"#, "a.x", ["a"], 1, 6),
            ("{\n\"a\": {\n\"b\":[]}}", "a.b.x", ["a", "b"], 3, 5), (#"{"a":{},"a":1}"#, "a.x", ["a"], 1, 13),
        ] as [(String, String, [String], Int, Int)])
    func `another shape than expected is refused with its place`(text: String, path: String, key: [String], line: Int, column: Int) throws {
        let error = try #require(throws: SettingsFault.self) { try set(text, path, 1) }
        guard case .wrongShape(let found, .object, let position) = error else { return #expect(Bool(false), "\(error)") }
        #expect(found == key)
        #expect(position.line == line && position.column == column)
    }

    @Test func `an invalid byte in a string is no reason to touch it`() throws {
        let text: [UInt8] = Array("{\"a\":\"".utf8) + [0xFF, 0xC3] + Array("\"}".utf8)
        var settings = try JSONSettings(text)
        try settings.set(1, at: ["x"])
        #expect(settings.bytes == Array(text.dropLast()) + Array(",\"x\":1}".utf8))
    }
}
