/// Many people, held compactly: 48 bytes each, four for every word of a name, and their distinct texts once.
///
/// Rolls that are to be linked are made by one `RollMaker`, so that equal texts have equal numbers in both.
public struct Roll: Sendable {
    /// The most people a roll holds: their keys, too, are counted in 32 bits.
    public static let most = 1 << 27
    /// No person has more words than this.
    static let mostWords = 18

    private(set) var entries: [Entry] = []
    private(set) var words: [Int32] = []
    /// How many of `words` belong to nobody any more.
    private(set) var unused = 0
    private(set) var labels = ByteSlab()

    /// A roll of nobody.
    public init() {}

    /// The roll of parts that were stored; nil where they do not fit together.
    init?(entries: [Entry], words: [Int32], unused: Int, labels: ByteSlab) {
        guard labels.count <= entries.count, (0...words.count).contains(unused) else { return nil }
        for entry in entries where Int(entry.names) + entry.wordCount > words.count { return nil }
        (self.entries, self.words, self.unused, self.labels) = (entries, words, unused, labels)
    }

    /// How many people it holds.
    public var count: Int { entries.count }

    /// Whether nobody can be added.
    public var isFull: Bool { entries.count >= Self.most || words.count > Int(UInt32.max) - Self.mostWords }

    /// What the person at `index` is called in answers: the row's `id`, or its number where it had none.
    public func label(of index: Int) -> String {
        String(decoding: labelBytes(of: index), as: UTF8.self)
    }

    /// The same in UTF-8.
    public func labelBytes(of index: Int) -> ArraySlice<UInt8> {
        let label = index < labels.count ? labels[index] : []
        if !label.isEmpty { return label }
        return ArraySlice(String(entries[index].row).utf8)
    }

    /// The number of the row, from 1, that the person at `index` came from.
    public func row(of index: Int) -> Int { Int(entries[index].row) }

    mutating func append(_ entry: Entry, words: [Int32], label: Span<UInt8>) {
        var entry = entry
        entry.names = UInt32(self.words.count)
        entries.append(entry)
        self.words += words
        if label.isEmpty && labels.count == 0 { return }
        while labels.count < entries.count - 1 { labels.append([UInt8]().span) }
        labels.append(label.extracting(0..<min(100, label.count)))
    }

    /// Puts someone else in the place of the person at `index`.
    mutating func replace(_ index: Int, by entry: Entry, words: [Int32]) {
        var entry = entry
        unused += entries[index].wordCount
        entry.names = UInt32(self.words.count)
        entries[index] = entry
        self.words += words
        if unused > 1024, unused > self.words.count / 2 { sweep() }
    }

    /// Drops the words that belong to nobody.
    mutating func sweep() {
        var kept: [Int32] = []
        kept.reserveCapacity(words.count - unused)
        for index in entries.indices {
            let start = Int(entries[index].names)
            entries[index].names = UInt32(kept.count)
            kept += words[start..<start + entries[index].wordCount]
        }
        words = kept
        unused = 0
    }

    /// The places of the people in the order of their births.
    func byBirth() -> [Int32] {
        let keyed = entries.indices.map { UInt64(UInt32(bitPattern: entries[$0].birth)) << 32 | UInt64($0) }
        return keyed.sortedByUpperHalf().map { Int32(truncatingIfNeeded: $0) }
    }

    /// The same people in another order, without their labels.
    func reordered(_ order: [Int32]) -> Roll {
        var roll = Roll()
        roll.entries.reserveCapacity(order.count)
        roll.words.reserveCapacity(words.count - unused)
        for place in order {
            var entry = entries[Int(place)]
            let start = Int(entry.names)
            entry.names = UInt32(roll.words.count)
            roll.entries.append(entry)
            for index in start..<start + entry.wordCount { roll.words.append(words[index]) }
        }
        return roll
    }

    /// The same people by other numbers.
    mutating func translate(_ numbers: TermNumbers) {
        for index in entries.indices { entries[index] = numbers.translate(entries[index]) }
        for index in words.indices { words[index] = numbers.names[Int(words[index])] }
    }
}
