/// What every engine of ``Keys`` must do.
package enum KeysContract {
    private static let name = SecretName(kind: "data.meeting", id: "one")
    private static let other = SecretName(kind: "data.meeting", id: "two")

    package static let rules: [ContractRule<any Keys>] = [
        ContractRule("A name without a secret has none") { keys in
            try expectEqual(try await keys.secret(name), nil, "secret")
            try expectEqual(try await keys.names(kind: name.kind), [], "names")
            try expectEqual(try await keys.destroyed([name]), [], "destroyed")
        },
        ContractRule("The first secret under a name stays") { keys in
            try expectEqual(try await keys.create(name, [1]), [1], "first")
            try expectEqual(try await keys.create(name, [2]), [1], "second")
            try expectEqual(try await keys.secret(name), [1], "secret")
        },
        ContractRule("Several secrets are made and read at once, those that are there with their old value") { keys in
            _ = try await keys.create(name, [1])
            let made = try await keys.create([name: [9], other: [2]])
            try expectEqual(made, [name: [1], other: [2]], "made")
            let absent = SecretName(kind: "data.meeting", id: "absent")
            try expectEqual(try await keys.secrets([name, other, absent]), made, "read")
        },
        ContractRule("Names are listed by kind, in order") { keys in
            let names = ["c", "a", "b"].map { SecretName(kind: "data.child", id: $0) }
            for name in names { _ = try await keys.create(name, [1]) }
            _ = try await keys.create(other, [1])
            try expectEqual(try await keys.names(kind: "data.child").map(\.id), ["a", "b", "c"], "names")
        },
        ContractRule("The same id under two kinds is two secrets") { keys in
            let twin = SecretName(kind: "data.child", id: name.id)
            _ = try await keys.create([name: [1], twin: [2]])
            try await keys.destroy(twin)
            try expectEqual(try await keys.secret(name), [1], "secret")
        },
        ContractRule("A secret is replaced only by who knows what it was") { keys in
            _ = try await keys.create(name, [1])
            try expectEqual(try await keys.replace(name, [7], with: [2]), false, "stale")
            try expectEqual(try await keys.replace(name, nil, with: [2]), false, "as if absent")
            try expectEqual(try await keys.secret(name), [1], "unchanged")
            try expectEqual(try await keys.replace(name, [1], with: [2]), true, "known")
            try expectEqual(try await keys.secret(name), [2], "changed")
        },
        ContractRule("Several changes are made together or not at all") { keys in
            _ = try await keys.create([name: [1], other: [2]])
            let stale = [
                SecretChange(name: name, old: [1], new: [3]), SecretChange(name: other, old: [9], new: [4]),
            ]
            try expectEqual(try await keys.replace(stale), false, "one stale")
            try expectEqual(try await keys.secrets([name, other]), [name: [1], other: [2]], "unchanged")
        },
        ContractRule("A removed secret leaves its name free") { keys in
            _ = try await keys.create(name, [1])
            try expectEqual(try await keys.replace(name, [1], with: nil), true, "removed")
            try expectEqual(try await keys.secret(name), nil, "secret")
            try expectEqual(try await keys.destroyed([name]), [], "no tombstone")
            try expectEqual(try await keys.replace(name, nil, with: [5]), true, "set again")
            try expectEqual(try await keys.secret(name), [5], "new secret")
        },
        ContractRule("A destroyed name never holds a secret again") { keys in
            _ = try await keys.create([name: [1], other: [2]])
            try await keys.destroy([name])
            try expectEqual(try await keys.secret(name), nil, "secret")
            try expectEqual(try await keys.create(name, [3]), nil, "created again")
            try expectEqual(try await keys.replace(name, nil, with: [3]), false, "replaced")
            try expectEqual(try await keys.replace(name, nil, with: nil), false, "removed")
            try expectEqual(try await keys.names(kind: name.kind), [other], "names")
            try expectEqual(try await keys.tombstones(kind: name.kind), [name], "tombstones")
            try expectEqual(try await keys.destroyed([name, other]), [name], "destroyed")
        },
        ContractRule("A name that held nothing can be destroyed, and twice") { keys in
            try await keys.destroy(name)
            try await keys.destroy(name)
            try expectEqual(try await keys.create(name, [1]), nil, "created")
        },
        ContractRule("Of many who create one secret at once, all get the same") { keys in
            let answers = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                for number in 0..<100 { group.addTask { try await keys.create(name, [UInt8(number)]) } }
                return try await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
            }
            try expectEqual(answers, [try await keys.secret(name)], "answers")
        },
        ContractRule("Of many who replace one secret at once, one does") { keys in
            _ = try await keys.create(name, [255])
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask { try await keys.replace(name, [255], with: [UInt8(number)]) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try expectEqual(winners, 1, "winners")
        },
    ]
}
