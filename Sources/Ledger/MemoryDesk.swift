package import Almanac

/// A desk that is gone when the process is: for tests and trials.
package actor MemoryDesk: Desk {
    private struct Entry {
        var value: [UInt8]
        var count: Int
        var until: Instant
        /// Where it stands in ``MemoryDesk/entries(kind:group:at:)``.
        let order: Int
    }

    private var held: [DeskKey: Entry] = [:]
    private var made = 0

    package init() {}

    package func value(_ key: DeskKey, at now: Instant) -> [UInt8]? {
        entry(key, at: now)?.value
    }

    package func put(_ key: DeskKey, _ value: [UInt8], until: Instant) {
        if held[key] == nil { held[key] = newEntry(until: until) }
        held[key]?.value = value
        held[key]?.until = until
    }

    package func claim(_ key: DeskKey, _ value: [UInt8], until: Instant, at now: Instant) -> Bool {
        guard entry(key, at: now) == nil else { return false }
        held[key] = nil
        put(key, value, until: until)
        return true
    }

    package func take(_ key: DeskKey, at now: Instant) -> [UInt8]? {
        defer { held[key] = nil }
        return value(key, at: now)
    }

    package func remove(_ key: DeskKey) {
        held[key] = nil
    }

    package func increment(_ key: DeskKey, until: Instant, at now: Instant) -> Int {
        var entry = entry(key, at: now) ?? newEntry(until: until)
        entry.count += 1
        held[key] = entry
        return entry.count
    }

    package func entries(kind: String, group: String, at now: Instant) -> [(key: DeskKey, value: [UInt8])] {
        held.filter { $0.key.kind == kind && $0.key.group == group && now < $0.value.until }
            .sorted { $0.value.order < $1.value.order }
            .map { (key: $0.key, value: $0.value.value) }
    }

    package func tidy(at now: Instant) -> Int {
        let before = held.count
        held = held.filter { now < $0.value.until }
        return before - held.count
    }

    private func entry(_ key: DeskKey, at now: Instant) -> Entry? {
        held[key].flatMap { now < $0.until ? $0 : nil }
    }

    private func newEntry(until: Instant) -> Entry {
        made += 1
        return Entry(value: [], count: 0, until: until, order: made)
    }
}
