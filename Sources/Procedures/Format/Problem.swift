/// What is wrong with a file, and where: one line an author can act on.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil where it is about the whole file.
    package let line: Int?
    /// The key at fault: `duties[2].within`.
    package let key: String
    /// What is wrong, and what was expected.
    package let sentence: String

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(sentence)" : "\(place): \(key): \(sentence)"
    }
}

/// Why a file cannot be used: everything that is wrong with it, in the order of its lines.
package struct Problems: Error, Sendable, CustomStringConvertible {
    package let all: [Problem]

    init(_ problems: [Problem]) {
        all = problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
