import Crypto
import LosslessJSON
import SystemSupport

/// What is remembered of a settings file that we changed: enough to give back the earlier bytes, or single values.
struct BackupRecord: Equatable, Sendable {
    /// A key that we wrote.
    struct OwnedKey: Equatable, Sendable {
        let path: [PathStep]
        /// Of the values that we wrote, the newest last; that of no bytes stands for a value that we took away.
        var written: [Fingerprint]
    }

    /// A value and a text that were about to be written when the power went are ours too, so that more than the last one is kept.
    private static let memory = 8

    let client: ClientName
    /// The path that the client uses.
    let file: String
    let format: SettingsFormat
    /// The file as it would be without us; nil when there was none.
    var earlier: [UInt8]?
    /// Of the texts that we wrote, the newest last.
    var written: [Fingerprint] = []
    var keys: [OwnedKey] = []
    /// The folders that we made for the file, the outermost first.
    var createdFolders: [String] = []

    /// Whether a text is one that we wrote, so that nobody has edited it since.
    func isOurs(text: [UInt8]) -> Bool {
        written.contains(Fingerprint(of: text))
    }

    /// Whether we wrote this value at this path.
    func isOurs(_ value: JSONValue, at path: [PathStep]) -> Bool {
        keys.first { $0.path == path }?.written.contains(Fingerprint(of: value.serialized)) ?? false
    }

    /// Whether we took away what was at this path.
    func isAbsenceOurs(at path: [PathStep]) -> Bool {
        keys.first { $0.path == path }?.written.last == Fingerprint(of: [])
    }

    mutating func note(text: [UInt8]) {
        written = Self.noting(Fingerprint(of: text), in: written)
    }

    /// - Parameter value: what we write; nil where we take away what is there.
    mutating func note(_ value: JSONValue?, at path: [PathStep]) {
        let fingerprint = Fingerprint(of: value?.serialized ?? [])
        if let index = keys.firstIndex(where: { $0.path == path }) {
            keys[index].written = Self.noting(fingerprint, in: keys[index].written)
        } else {
            keys.append(OwnedKey(path: path, written: [fingerprint]))
        }
    }

    private static func noting(_ fingerprint: Fingerprint, in known: [Fingerprint]) -> [Fingerprint] {
        Array((known.filter { $0 != fingerprint } + [fingerprint]).suffix(memory))
    }

    // MARK: On disk

    /// The record as JSON. Bytes are base64, because a settings file need not be valid UTF-8.
    var serialized: [UInt8] {
        let record: JSONValue = [
            "version": 1,
            "client": .string(client.rawValue),
            "file": .string(file),
            "format": .string(format.rawValue),
            "earlier": earlier.map { .string(Base64.encode($0)) } ?? nil,
            "written": .array(written.map { .string($0.text) }),
            "keys": .array(
                keys.map { key in
                    ["path": .array(key.path.map(Self.value)), "written": .array(key.written.map { .string($0.text) })]
                }),
            "createdFolders": .array(createdFolders.map { .string($0) }),
        ]
        return record.serialized + [UInt8(ascii: "\n")]
    }

    /// Reads a record; nil when it is damaged or of a newer version.
    init?(parsing bytes: [UInt8]) {
        // Nil says it all: the caller names the file.
        guard let document = try? JSONDocument(bytes), document.value(at: ["version"]).flatMap(document.integer) == 1,
            let client = document.value(at: ["client"]).flatMap(document.string).flatMap(ClientName.init(rawValue:)),
            let file = document.value(at: ["file"]).flatMap(document.string),
            let format = document.value(at: ["format"]).flatMap(document.string).flatMap(SettingsFormat.init(rawValue:)),
            let earlier = document.value(at: ["earlier"]),
            let written = Self.each(in: document.value(at: ["written"]), document, document.string),
            let keys = document.value(at: ["keys"]).map(document.elements),
            let createdFolders = Self.each(in: document.value(at: ["createdFolders"]), document, document.string)
        else { return nil }
        self.init(client: client, file: file, format: format)
        if let text = document.string(earlier) {
            guard let bytes = Base64.decode(text.utf8) else { return nil }
            self.earlier = bytes
        } else if earlier.kind != .null {
            return nil
        }
        self.written = written.compactMap(Fingerprint.init(parsing:))
        self.createdFolders = createdFolders
        for key in keys {
            guard let path = Self.each(in: document.value("path", of: key), document, { Self.step($0, in: document) }), !path.isEmpty,
                let values = Self.each(in: document.value("written", of: key), document, document.string)
            else { return nil }
            self.keys.append(OwnedKey(path: path, written: values.compactMap(Fingerprint.init(parsing:))))
        }
    }

    init(client: ClientName, file: String, format: SettingsFormat, earlier: [UInt8]? = nil) {
        self.client = client
        self.file = file
        self.format = format
        self.earlier = earlier
    }

    /// A name is a string; an item of a list is an object, so that records from before there were any are read as they are.
    private static func value(of step: PathStep) -> JSONValue {
        switch step {
        case .key(let name): .string(name)
        case .item(let key, let value): ["key": .string(key), "value": .string(value)]
        }
    }

    private static func step(_ node: JSONNode, in document: JSONDocument) -> PathStep? {
        if let name = document.string(node) { return .key(name) }
        guard let key = document.value("key", of: node).flatMap(document.string),
            let value = document.value("value", of: node).flatMap(document.string)
        else { return nil }
        return .item(key: key, value: value)
    }

    /// Nil for what is no list, or has an element that cannot be read.
    private static func each<Element>(
        in node: JSONNode?, _ document: JSONDocument, _ read: (JSONNode) -> Element?
    ) -> [Element]? {
        guard let node, node.kind == .array else { return nil }
        let elements = document.elements(of: node).map(read)
        return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
    }
}

/// The records of the settings files that we changed, one file each, in the state folder and 0600.
struct Backup: Sendable {
    /// A settings file in base64 with what is remembered of its keys.
    private static let sizeLimit = 2 * UserFile.sizeLimit

    let folder: String
    let fileSystem: any FileSystem

    /// - Parameter stateFolder: the folder of the program's state; the records are in `backups` below it.
    init(stateFolder: String, fileSystem: any FileSystem) {
        folder = stateFolder + "/backups"
        self.fileSystem = fileSystem
    }

    /// The record of a file; nil when we never changed it.
    func record(of client: ClientName, file: String) throws(SettingsFault) -> BackupRecord? {
        let path = path(of: client, file: file)
        guard let record = try read(path) else { return nil }
        guard record.client == client, record.file == file else { throw .damagedBackup(path: path) }
        return record
    }

    /// Every record, damaged ones as the fault that names them.
    func records() throws(SettingsFault) -> [Result<BackupRecord, SettingsFault>] {
        let names = try SettingsFault.catching { () throws(FileSystemError) in try fileSystem.names(inFolder: folder) }
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.compactMap { name in
            do throws(SettingsFault) {
                return try read("\(folder)/\(name)").map { .success($0) }
            } catch {
                return .failure(error)
            }
        }
    }

    func save(_ record: BackupRecord) throws(SettingsFault) {
        try SettingsFault.catching { () throws(FileSystemError) in
            try fileSystem.createFolders(folder)
            try fileSystem.write(path(of: record.client, file: record.file), record.serialized)
        }
    }

    func forget(_ record: BackupRecord) throws(SettingsFault) {
        let path = path(of: record.client, file: record.file)
        try SettingsFault.catching { () throws(FileSystemError) in try fileSystem.removeIfPresent(path) }
    }

    /// A client may have several files, in several configuration folders: the path is part of the name.
    private func path(of client: ClientName, file: String) -> String {
        "\(folder)/\(client.rawValue)-\(Fingerprint(of: Array(file.utf8)).text.prefix(16)).json"
    }

    private func read(_ path: String) throws(SettingsFault) -> BackupRecord? {
        let contents = try SettingsFault.catching { () throws(FileSystemError) in try fileSystem.read(path, limit: Self.sizeLimit) }
        guard let contents else { return nil }
        guard let record = BackupRecord(parsing: contents.bytes) else { throw .damagedBackup(path: path) }
        return record
    }
}

/// The SHA-256 of some bytes: enough to know a text again without keeping it, tokens above all.
struct Fingerprint: Hashable, Sendable {
    /// 64 hexadecimal digits in lower case.
    let text: String

    init(of bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// Reads a fingerprint that was written down; nil when it is not valid.
    init?(parsing text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else { return nil }
        self.text = text
    }
}
