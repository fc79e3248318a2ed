import Almanac

/// What every engine of ``Desk`` must do.
package enum DeskContract {
    private static let key = DeskKey(kind: "link", id: "one")
    private static let now = Instant(milliseconds: 1_000_000)
    private static let later = now.adding(seconds: 60)

    package static let rules: [ContractRule<any Desk>] = [
        ContractRule("A value holds until its time, and not at it") { desk in
            try await desk.put(key, [1], until: later)
            try expectEqual(try await desk.value(key, at: now), [1], "before")
            let last = Instant(milliseconds: later.milliseconds - 1)
            try expectEqual(try await desk.value(key, at: last), [1], "last moment")
            try expectEqual(try await desk.value(key, at: later), nil, "after")
        },
        ContractRule("A value is replaced and removed") { desk in
            try await desk.put(key, [1], until: later)
            try await desk.put(key, [2], until: later)
            try expectEqual(try await desk.value(key, at: now), [2], "replaced")
            try await desk.remove(key)
            try expectEqual(try await desk.value(key, at: now), nil, "removed")
        },
        ContractRule("Keys differ by kind, by group and by id") { desk in
            try await desk.put(key, [1], until: later)
            let others = [
                DeskKey(kind: "lease", id: "one"), DeskKey(kind: "link", group: "g", id: "one"),
                DeskKey(kind: "link", id: "two"),
            ]
            for other in others {
                try expectEqual(try await desk.value(other, at: now), nil, "\(other)")
            }
        },
        ContractRule("A claim holds until its time, then another may have it") { desk in
            try expectEqual(try await desk.claim(key, [1], until: later, at: now), true, "first")
            try expectEqual(try await desk.claim(key, [2], until: later, at: now), false, "second")
            try expectEqual(try await desk.value(key, at: now), [1], "still the first")
            let end = later.adding(seconds: 60)
            try expectEqual(try await desk.claim(key, [3], until: end, at: later), true, "when over")
            try expectEqual(try await desk.value(key, at: later), [3], "the third")
        },
        ContractRule("Of a hundred who claim at once, one wins") { desk in
            let winners = try await count(100) { try await desk.claim(key, [UInt8($0)], until: later, at: now) }
            try expectEqual(winners, 1, "winners")
        },
        ContractRule("A value is taken once") { desk in
            try await desk.put(key, [1], until: later)
            try expectEqual(try await desk.take(key, at: now), [1], "first")
            try expectEqual(try await desk.take(key, at: now), nil, "second")
            try expectEqual(try await desk.value(key, at: now), nil, "gone")
        },
        ContractRule("What is over cannot be taken") { desk in
            try await desk.put(key, [1], until: later)
            try expectEqual(try await desk.take(key, at: later), nil, "taken")
        },
        ContractRule("Of a hundred who take at once, one gets it") { desk in
            try await desk.put(key, [1], until: later)
            let winners = try await count(100) { _ in try await desk.take(key, at: now) != nil }
            try expectEqual(winners, 1, "winners")
        },
        ContractRule("A counter counts from one, keeps its first time, and starts again when over") { desk in
            let end = later.adding(seconds: 600)
            try expectEqual(try await desk.increment(key, until: later, at: now), 1, "first")
            try expectEqual(try await desk.increment(key, until: end, at: now), 2, "second")
            try expectEqual(try await desk.increment(key, until: end, at: later), 1, "after its time")
        },
        ContractRule("A hundred increments at once make a hundred") { desk in
            _ = try await count(100) { _ in try await desk.increment(key, until: later, at: now) > 0 }
            try expectEqual(try await desk.increment(key, until: later, at: now), 101, "count")
        },
        ContractRule("Entries are those of one kind and group that hold, newest last") { desk in
            for id in ["c", "a", "b"] {
                try await desk.put(DeskKey(kind: "session", group: "ann", id: id), Array(id.utf8), until: later)
            }
            try await desk.put(DeskKey(kind: "session", group: "ann", id: "over"), [1], until: now)
            try await desk.put(DeskKey(kind: "session", group: "bob", id: "d"), [1], until: later)
            try await desk.put(DeskKey(kind: "draft", group: "ann", id: "e"), [1], until: later)
            try await desk.put(DeskKey(kind: "session", group: "ann", id: "c"), [7], until: later)
            let found = try await desk.entries(kind: "session", group: "ann", at: now)
            try expectEqual(found.map(\.key.id), ["c", "a", "b"], "ids")
            try expectEqual(found.map(\.key.group), ["ann", "ann", "ann"], "groups")
            try expectEqual(found.map(\.value), [[7], Array("a".utf8), Array("b".utf8)], "values")
        },
        ContractRule("A claim after its time stands last") { desk in
            let (first, second) = (DeskKey(kind: "lease", id: "first"), DeskKey(kind: "lease", id: "second"))
            try await desk.put(first, [1], until: now)
            try await desk.put(second, [2], until: later)
            _ = try await desk.claim(first, [3], until: later, at: now)
            let found = try await desk.entries(kind: "lease", group: "", at: now)
            try expectEqual(found.map(\.key.id), ["second", "first"], "ids")
        },
        ContractRule("Tidying removes what is over and nothing else") { desk in
            try await desk.put(key, [1], until: later)
            for id in ["a", "b"] { try await desk.put(DeskKey(kind: "link", id: id), [1], until: now) }
            try expectEqual(try await desk.tidy(at: now), 2, "removed")
            try expectEqual(try await desk.tidy(at: now), 0, "again")
            try expectEqual(try await desk.value(key, at: now), [1], "kept")
        },
    ]

    /// How many of so many concurrent attempts succeed.
    private static func count(
        _ attempts: Int,
        _ attempt: @escaping @Sendable (Int) async throws -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<attempts { group.addTask { try await attempt(number) } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
    }
}
