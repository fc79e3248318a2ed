/// Refuses to prove what is not there, in the same words in every engine.
package enum TreeRequest {
    package static func check(size: Int, count: Int) throws(LedgerError) {
        guard (0...count).contains(size) else {
            throw .invalid("There is no tree of \(size) events: the ledger holds \(count).")
        }
    }

    package static func check(position: Int, size: Int, count: Int) throws(LedgerError) {
        try check(size: size, count: count)
        guard (0..<size).contains(position) else {
            throw .invalid("There is no event \(position) in a tree of \(size) events.")
        }
    }

    package static func check(first: Int, second: Int, count: Int) throws(LedgerError) {
        try check(size: second, count: count)
        guard (0...second).contains(first) else {
            throw .invalid("A tree of \(first) events is not the beginning of one of \(second).")
        }
    }
}
