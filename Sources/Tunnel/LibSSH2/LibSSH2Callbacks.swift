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
    let text = unsafe SanitizedText.line(serverText(message, Int(messageLength)), limit: .max)
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
        return unsafe SSHQuestion.Prompt(text: serverText(prompt.text, prompt.length), echoes: prompt.echoes)
    }
    let round = InteractiveRound(
        heading: unsafe serverText(name, Int(nameLength)), instruction: unsafe serverText(instruction, Int(instructionLength)),
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

/// What libssh2 hands over as text, not more of it than a screen. It is not fit for a terminal yet: `SanitizedText` makes it so.
func serverText(_ start: UnsafeRawPointer?, _ count: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: min(max(count, 0), 4_096)), as: UTF8.self)
}
