import Foundation
import LosslessJSON

@testable import TokenSync

/// Python's parsers as judges of what we write: one process looks at many documents.
struct PythonOracle {
    /// A document before and behind our edits.
    struct Case {
        let before: [UInt8]
        let after: [UInt8]
        let values: [(path: [PathStep], value: JSONValue)]
    }

    /// Why this judge cannot be asked here; nil when it can.
    static func absence(of format: SettingsFormat) -> String? {
        let modules = [SettingsFormat.json: "json", .toml: "tomllib", .yaml: "yaml"]
        guard let module = modules[format] else { return "no parser of dotenv" }
        return (try? run("import \(module)", "")) == nil ? "python3 has no module \(module)" : nil
    }

    /// What is wrong with the documents: one that does not parse, one that lacks a value, one that differs in another place.
    static func complaints(about cases: [Case], in format: SettingsFormat) throws -> [String] {
        let lines = cases.map { example in
            let line: JSONValue = [
                "before": .string(Data(example.before).base64EncodedString()), "after": .string(Data(example.after).base64EncodedString()),
                "values": .array(
                    example.values.map { path, value in
                        [
                            "path": .array(
                                path.map { step in
                                    switch step {
                                    case .key(let name): .string(name)
                                    case .item(let key, let value): ["key": .string(key), "value": .string(value)]
                                    }
                                }), "value": value,
                        ]
                    }),
            ]
            return String(decoding: line.serialized, as: UTF8.self)
        }
        let output = try run(script.replacing("FORMAT", with: format.rawValue), lines.joined(separator: "\n") + "\n")
        return output.split(separator: "\n").map(String.init)
    }

    /// Whether the judge can read a text at all.
    static func isReadable(_ text: [UInt8], in format: SettingsFormat) throws -> Bool {
        try complaints(about: [Case(before: text, after: text, values: [])], in: format).isEmpty
    }

    private static let script = """
        import base64, json, sys
        if "FORMAT" == "toml":
            import tomllib
            parse = lambda text: tomllib.loads(text)
        elif "FORMAT" == "yaml":
            import yaml
            parse = lambda text: yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        else:
            parse = json.loads

        def child(node, step):
            if node is None: return None
            if isinstance(step, str): return node.get(step) if isinstance(node, dict) else None
            if not isinstance(node, list): return None
            return next((i for i in node if isinstance(i, dict) and i.get(step["key"]) == step["value"]), None)

        def without(node, path):
            if node is None or not path: return None
            step, rest = path[0], path[1:]
            below = child(node, step)
            kept = without(below, rest) if rest and below is not None else None
            if isinstance(step, str):
                if not isinstance(node, dict): return node
                node = {k: v for k, v in node.items() if k != step} | ({} if kept in (None, {}, []) else {step: kept})
                return node
            if not isinstance(node, list): return node
            gone = kept in (None, {}, []) or set(kept) <= {step["key"]}
            return [kept if i is below else i for i in node if i is not below or not gone]

        def load(text, what, number):
            try:
                return parse(base64.b64decode(text).decode("utf-8-sig", "surrogateescape"))
            except Exception as error:
                print(f"{number}: {what} does not parse: {error!r}")
                return "unparsed"

        for number, line in enumerate(sys.stdin):
            case = json.loads(line)
            before, after = load(case["before"], "before", number), load(case["after"], "after", number)
            if "unparsed" in (before, after): continue
            for wish in case["values"]:
                found = after
                for step in wish["path"]: found = child(found, step)
                if found != wish["value"]: print(f"{number}: {wish['path']} is {found!r}")
            for wish in case["values"]:
                before, after = without(before, wish["path"]), without(after, wish["path"])
            # Keys of YAML may be of different types, and a list may hold itself by an alias.
            show = lambda value: repr(sorted(((repr(k), v) for k, v in value.items()), key=repr)) if isinstance(value, dict) else repr(value)
            if show(before or {}) != show(after or {}): print(f"{number}: differs: {show(before)} and {show(after)}")
        """

    /// - Returns: what the program printed.
    private static func run(_ program: String, _ input: String) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(program, to: "oracle.py")
        try folder.write(input, to: "input")
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", folder.path + "/oracle.py"]
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path + "/input"))
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OracleError(output: output) }
        return output
    }

    struct OracleError: Error {
        let output: String
    }
}
