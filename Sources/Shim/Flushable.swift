/// Who has written something that is to leave with the next flush.
protocol Flushable: AnyObject {
    /// Sends what has been written; does nothing on a connection that is gone.
    func flushWrites()
}
