import CLibrary
import SystemPackage

extension Descriptor {
    /// Gives the file, which is open for writing, the access list and the extended attributes of another, as far as the system and the file systems have them.
    ///
    /// - Parameter path: of the other file.
    /// - Throws: where the other has an access list that cannot be given: the mode alone means something else then.
    borrowing func copyAttributes(ofPath path: String) throws(Errno) {
        // It was read a moment ago: one that has gone since then is noticed where its bytes are compared.
        guard let model = try? Descriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking]) else { return }
        #if canImport(Darwin)
            // Some attributes are the system's own, and it does not let them be copied.
            _ = fcopyfile(model.number, number, nil, copyfile_flags_t(COPYFILE_XATTR))
            guard fcopyfile(model.number, number, nil, copyfile_flags_t(COPYFILE_ACL)) == 0 || errno == ENOTSUP else {
                throw Errno(rawValue: errno)
            }
        #else
            guard let calls = AttributeCalls() else { return }
            for attribute in calls.names(of: model.number) {
                guard let value = calls.value(of: attribute, model.number) else { continue }
                // Most of what the kernel refuses is its own business, such as labels that only an administrator sets.
                if !calls.set(attribute, value, number), attribute == AttributeCalls.accessList {
                    throw Errno(rawValue: errno)
                }
            }
        #endif
    }
}

#if !canImport(Darwin)
    /// xattr(7), which Swift's view of the C library hides, so that the calls are looked up by their names.
    @safe private struct AttributeCalls {
        /// acl(5): where a file has one, the group's bits of its mode are the bound of the list and no right of the group.
        static let accessList = "system.posix_acl_access"
        /// `XATTR_LIST_MAX` and `XATTR_SIZE_MAX` of linux/limits.h.
        private static let sizeLimit = 65_536

        private typealias List = @convention(c) (Int32, UnsafeMutableRawPointer?, Int) -> Int
        private typealias Get = @convention(c) (Int32, UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int) -> Int
        private typealias Set = @convention(c) (Int32, UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32) -> Int32

        private let list: List
        private let get: Get
        private let set: Set

        /// Nil where the C library has none of them.
        init?() {
            guard let list = unsafe dlsym(nil, "flistxattr"), let get = unsafe dlsym(nil, "fgetxattr"),
                let set = unsafe dlsym(nil, "fsetxattr")
            else { return nil }
            unsafe self.list = unsafe unsafeBitCast(list, to: List.self)
            unsafe self.get = unsafe unsafeBitCast(get, to: Get.self)
            unsafe self.set = unsafe unsafeBitCast(set, to: Set.self)
        }

        /// None where the file system has no such attributes.
        func names(of descriptor: Int32) -> [String] {
            var buffer = [UInt8](repeating: 0, count: Self.sizeLimit)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe list(descriptor, $0.baseAddress, $0.count) }
            return buffer.prefix(max(count, 0)).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }

        func value(of name: String, _ descriptor: Int32) -> [UInt8]? {
            var buffer = [UInt8](repeating: 0, count: Self.sizeLimit)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe get(descriptor, name, $0.baseAddress, $0.count) }
            return count < 0 ? nil : Array(buffer.prefix(count))
        }

        func set(_ name: String, _ value: [UInt8], _ descriptor: Int32) -> Bool {
            unsafe value.withUnsafeBytes { unsafe set(descriptor, name, $0.baseAddress, $0.count, 0) } == 0
        }
    }
#endif
