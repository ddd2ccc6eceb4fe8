import CLibSSH2
import SystemPackage
import SystemSupport

// What libssh2 calls. Each finds the session's transport in the session's `abstract` pointer.

/// Receives for libssh2: from the session's socket, or from an agent's, which it reads with the same callback.
func receiveForLibSSH2(
    socket: Int32, buffer: UnsafeMutableRawPointer?, length: Int, flags: Int32, abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
    guard let transport = unsafe transport(abstract) else { return answer(.invalidArgument) }
    let bytes = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: length)
    if socket == transport.socket.number { return unsafe transport.receive(bytes) }
    while transport.waitForAgent(socket, .readable) {
        switch unsafe Descriptor.receive(into: bytes, from: socket) {
        case .bytes(let count): return count
        // After an orderly end libssh2 would try again without an end.
        case .ended: return answer(.connectionReset)
        case .failed(let code): return Int(-code)
        case .wouldBlock: continue
        }
    }
    return answer(.canceled)
}

/// Sends for libssh2: to the session's socket, or to an agent's.
func sendForLibSSH2(
    socket: Int32, buffer: UnsafeRawPointer?, length: Int, flags: Int32, abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
    guard let transport = unsafe transport(abstract) else { return answer(.invalidArgument) }
    let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: length)
    if socket == transport.socket.number { return unsafe transport.send(bytes) }
    while transport.waitForAgent(socket, .writable) {
        switch unsafe Descriptor.send(bytes, to: socket) {
        case .bytes(let count) where count > 0: return count
        case .failed(let code): return Int(-code)
        case .bytes, .wouldBlock, .ended: continue
        }
    }
    return answer(.canceled)
}

/// Keeps the reason that a server gives when it ends the connection.
func noteDisconnectForLibSSH2(
    session: OpaquePointer?, reason: Int32, message: UnsafePointer<CChar>?, messageLength: Int32, language: UnsafePointer<CChar>?,
    languageLength: Int32, abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    let text = unsafe ServerText.line(message, Int(messageLength))
    unsafe transport(abstract)?.noteDisconnect(reason: text.isEmpty ? "reason \(reason) (RFC 4253, section 11.1)" : text)
}

/// Hands a round of questions to the responder and its answers to libssh2, which frees them with free(3).
func answerForLibSSH2(
    name: UnsafePointer<CChar>?, nameLength: Int32, instruction: UnsafePointer<CChar>?, instructionLength: Int32, promptCount: Int32,
    prompts: UnsafePointer<LIBSSH2_USERAUTH_KBDINT_PROMPT>?, responses: UnsafeMutablePointer<LIBSSH2_USERAUTH_KBDINT_RESPONSE>?,
    abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    guard let transport = unsafe transport(abstract) else { return }
    let questions = (0..<max(promptCount, 0)).map { index in
        let prompt = unsafe tunnel_ssh2_prompt_at(prompts, index)
        let bytes = unsafe UnsafeRawBufferPointer(start: prompt.text, count: prompt.length)
        return unsafe SSHQuestion.Prompt(text: ServerText.words(bytes), echoes: prompt.echoes)
    }
    let round = InteractiveRound(
        heading: unsafe ServerText.words(UnsafeRawBufferPointer(start: name, count: Int(max(nameLength, 0)))),
        instruction: unsafe ServerText.words(UnsafeRawBufferPointer(start: instruction, count: Int(max(instructionLength, 0)))),
        prompts: questions)
    guard let answers = transport.responder?(round), answers.count == questions.count else {
        transport.isMuted = true
        return
    }
    for (index, answer) in answers.enumerated() {
        let bytes = Array(answer.text.utf8)
        guard let copy = unsafe tunnel_ssh2_memory(max(bytes.count, 1)) else { continue }
        unsafe bytes.withUnsafeBytes { unsafe copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
        unsafe responses?[index].text = copy.assumingMemoryBound(to: CChar.self)
        unsafe responses?[index].length = UInt32(bytes.count)
    }
}

/// An error number as libssh2 takes it from a callback.
func answer(_ code: Errno) -> Int { Int(-code.rawValue) }

private func transport(_ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SSHTransport? {
    guard let pointer = unsafe abstract?.pointee else { return nil }
    return unsafe Unmanaged<SSHTransport>.fromOpaque(pointer).takeUnretainedValue()
}

/// Text that a server sent, made fit to be shown: no control characters, and not more than a screen.
enum ServerText {
    /// Several lines; line ends and tabs stay, since prompts are laid out with them.
    static func words(_ bytes: UnsafeRawBufferPointer) -> String {
        unsafe clean(bytes) { $0 == "\n" || $0 == "\t" }
    }

    /// One line.
    static func line(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        unsafe clean(UnsafeRawBufferPointer(start: start, count: max(count, 0))) { _ in false }
    }

    private static func clean(_ bytes: UnsafeRawBufferPointer, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        let text = unsafe String(decoding: bytes.prefix(limit), as: UTF8.self)
        // C0 and C1 can move the cursor or colour the terminal; the rest of a sequence is harmless without its beginning.
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { isKept($0) || !$0.properties.isControl }))
    }

    private static let limit = 4_096
}

extension Unicode.Scalar.Properties {
    /// C0, C1 and DEL, and what reorders the text around it.
    fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .format }
}
