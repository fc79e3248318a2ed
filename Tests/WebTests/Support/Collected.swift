import Synchronization

/// What a test gathers inside a closure.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock(\.self) }

    func add(_ element: Element) {
        elements.withLock { $0.append(element) }
    }
}
