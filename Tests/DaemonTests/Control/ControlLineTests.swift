import Testing
import Tunnel

@testable import Daemon

struct ControlLineTests {
    private static let prompts = [SSHQuestion.Prompt(text: "Code: \u{1F511}", echoes: true), .init(text: "PIN: ", echoes: false)]

    @Test(arguments: [
        ControlRequest.status, .settings, .stop, .reload, .tokenRotated, .loginsAllowed, .attend(answers: true, logsIn: false),
        .answer(question: 7, texts: ["1\n", ""]),
        .answer(question: 8, texts: nil),
    ])
    func `a request is one line, and is read as it was written`(request: ControlRequest) throws {
        let bytes = ControlLine(request).bytes
        #expect(!bytes.contains(UInt8(ascii: "\n")))
        #expect(try ControlLine<ControlRequest>.message(in: bytes) == request)
    }

    @Test(arguments: [
        ControlReply.up, .done(["a", "b\nc"]), .refused([]), .note("…"), .needsLogin(["x"]), .questionIsOver(number: 3),
        .question(number: 4, .interactive(hop: "h", user: "u", heading: "Duo\n", instruction: "", prompts: prompts)),
        .question(number: 4, .passphrase(file: "/f", hop: "h", user: "u", prompts: prompts)),
        .question(
            number: 5, .hostKey(hop: "h", host: "192.0.2.1", port: 22, algorithm: "a", fingerprint: "SHA256:x", file: "/known_hosts")),
    ])
    func `a reply is one line, and is read as it was written`(reply: ControlReply) throws {
        let bytes = ControlLine(reply).bytes
        #expect(!bytes.contains(UInt8(ascii: "\n")))
        #expect(try ControlLine<ControlReply>.message(in: bytes) == reply)
    }

    @Test func `a line of another version is told from one that is none`() {
        #expect(throws: ControlFault.otherVersion(2)) {
            try ControlLine<ControlRequest>.message(in: Array(#"{"version":2,"message":"whatever"}"#.utf8))
        }
        for text in ["", "{", "[]", "null", #"{"version":1}"#, #"{"version":1,"message":{"nonsense":{}}}"#, #"{"message":{"stop":{}}}"#] {
            #expect(throws: ControlFault.unreadable, "\(text)") { try ControlLine<ControlRequest>.message(in: Array(text.utf8)) }
        }
        #expect(throws: ControlFault.unreadable) { try ControlLine<ControlRequest>.message(in: [0xFF, 0x00]) }
    }
}
