import Foundation

enum ProcessInfoF { static let f = ProcessInfo.processInfo.environment["FMT"] }
