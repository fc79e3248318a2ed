extension LedgerContract {
    static let appending: [Rule] = [
        Rule("An append reaches several streams at once, at consecutive positions") { ledger in
            let receipt = try await ledger.append(
                Sample.proposal("c1", [("meeting/a", .new, 2), ("matter/b", .new, 1)])
            )
            try expectEqual(receipt, Receipt(positions: 0..<3, repeated: false), "the receipt")
            let events = try await ledger.events(from: 0, limit: 10)
            try expectEqual(events.map(\.stream.raw), ["meeting/a", "meeting/a", "matter/b"], "the streams")
            try expectEqual(events.map(\.version), [1, 2, 1], "the versions")
            try expectEqual(events.map(\.position), [0, 1, 2], "the positions")
        },
        Rule("A conflict in one stream appends to none") { ledger in
            _ = try await ledger.append(Sample.proposal("c1", [("meeting/a", .new, 2)]))
            let refused = Sample.proposal("c2", [("matter/b", .new, 1), ("meeting/a", .exactly(1), 1)])
            try await expectRefusal(
                "a stale version",
                { $0 == .conflict(stream: StreamID("meeting/a"), expected: .exactly(1), actual: 2) }
            ) {
                try await ledger.append(refused)
            }
            try expectEqual(try await ledger.count(), 2, "the count")
            try expectEqual(try await ledger.events(of: StreamID("matter/b"), after: 0).count, 0, "the other stream")
        },
        Rule("Expected versions: new, exactly and any") { ledger in
            _ = try await ledger.append(Sample.proposal("c1", [("meeting/a", .exactly(0), 1)]))
            _ = try await ledger.append(Sample.proposal("c2", [("meeting/a", .exactly(1), 2)]))
            _ = try await ledger.append(Sample.proposal("c3", [("meeting/a", .any, 1)]))
            try await expectRefusal(
                "a stream that is not new",
                { $0 == .conflict(stream: StreamID("meeting/a"), expected: .new, actual: 4) }
            ) {
                try await ledger.append(Sample.proposal("c4", [("meeting/a", .new, 1)]))
            }
            try await expectRefusal(
                "a stream that is not there",
                { $0 == .conflict(stream: StreamID("meeting/b"), expected: .exactly(1), actual: 0) }
            ) {
                try await ledger.append(Sample.proposal("c5", [("meeting/b", .exactly(1), 1)]))
            }
        },
        Rule("A refused command may try again under the same id") { ledger in
            _ = try await ledger.append(Sample.proposal("c1", [("meeting/a", .new, 1)]))
            try await expectRefusal("a conflict", { if case .conflict = $0 { true } else { false } }) {
                try await ledger.append(Sample.proposal("c2", [("meeting/a", .new, 1)]))
            }
            let receipt = try await ledger.append(Sample.proposal("c2", [("meeting/a", .exactly(1), 1)]))
            try expectEqual(receipt, Receipt(positions: 1..<2, repeated: false), "the second try")
        },
        Rule("A repeated command yields the first answer and appends nothing") { ledger in
            let proposal = Sample.proposal("c1", [("meeting/a", .new, 2), ("matter/b", .new, 1)])
            _ = try await ledger.append(Sample.proposal("c0", [("meeting/z", .new, 1)]))
            _ = try await ledger.append(proposal)
            _ = try await ledger.append(Sample.proposal("c2", [("meeting/a", .exactly(2), 1)]))
            try expectEqual(
                try await ledger.append(proposal),
                Receipt(positions: 1..<4, repeated: true),
                "the repeated append"
            )
            try expectEqual(try await ledger.count(), 5, "the count")
            try expectEqual(
                try await ledger.receipt(of: proposal.command, digest: proposal.digest),
                Receipt(positions: 1..<4, repeated: true),
                "the receipt"
            )
        },
        Rule("The same command id with another content is refused") { ledger in
            let first = Sample.proposal("c1", [("meeting/a", .new, 1)])
            let other = Sample.proposal("c1", [("meeting/b", .new, 1)], digest: [1, 2, 3])
            _ = try await ledger.append(first)
            try await expectRefusal("an append", { $0 == .commandReused(first.command) }) {
                try await ledger.append(other)
            }
            try await expectRefusal("asking for the receipt", { $0 == .commandReused(first.command) }) {
                try await ledger.receipt(of: other.command, digest: other.digest)
            }
            try expectEqual(try await ledger.count(), 1, "the count")
        },
        Rule("A command id is unique for its actor only") { ledger in
            _ = try await ledger.append(Sample.proposal("c1", [("meeting/a", .new, 1)], actor: "member/one"))
            let other = Sample.proposal("c1", [("meeting/b", .new, 1)], digest: [1], actor: "member/two")
            try expectEqual(try await ledger.append(other), Receipt(positions: 1..<2, repeated: false), "the other")
        },
        Rule("A proposal without events checks its expectations and leaves no trace") { ledger in
            _ = try await ledger.append(Sample.proposal("c1", [("meeting/a", .new, 1)]))
            let check = Sample.proposal("c2", [("meeting/a", .exactly(1), 0)])
            try expectEqual(try await ledger.append(check), Receipt(positions: 1..<1, repeated: false), "the receipt")
            try expect(try await ledger.receipt(of: check.command, digest: check.digest) == nil, "a receipt was kept")
            try await expectRefusal("a stale check beside an event", { if case .conflict = $0 { true } else { false } })
            {
                try await ledger.append(Sample.proposal("c3", [("meeting/a", .new, 0), ("meeting/b", .new, 1)]))
            }
        },
        Rule("What no ledger can hold is refused") { ledger in
            var long = Sample.proposal("c5", [("meeting/a", .new, 1)])
            long.streams[0].events[0].payload = Array(repeating: 32, count: EventRecord.longestPayload + 1)
            var numbered = Sample.proposal("c6", [("meeting/a", .new, 1)])
            numbered.streams[0].events[0].schema = -1
            let refused = [
                Sample.proposal("c1", [("", .new, 1)]),
                Sample.proposal("caf\u{E9}", [("meeting/a", .new, 1)]),
                Sample.proposal("c2\u{0}", [("meeting/a", .new, 1)]),
                Sample.proposal("c3", [(String(repeating: "a", count: 256), .new, 1)]),
                Sample.proposal("c4", [("meeting/a", .new, 1), ("meeting/a", .any, 1)]),
                long,
                numbered,
            ]
            for proposal in refused {
                try await expectRefusal(
                    "\(proposal.command.id.debugDescription)",
                    { if case .invalid = $0 { true } else { false } }
                ) {
                    try await ledger.append(proposal)
                }
            }
            try expectEqual(try await ledger.count(), 0, "the count")
        },
        Rule("Of many who expect the same version, one wins") { ledger in
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let proposal = Sample.proposal("c\(number)", [("meeting/a", .new, 1)])
                        return (try? await ledger.append(proposal)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expectEqual(wins, 1, "the winners")
            try expectEqual(try await ledger.count(), 1, "the count")
        },
        Rule("Of many who send the same command, all get one answer") { ledger in
            let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
                for _ in 0..<40 {
                    group.addTask { try await ledger.append(Sample.proposal("c1", [("meeting/a", .new, 2)])) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expectEqual(Set(receipts.map(\.positions)), [0..<2], "the positions")
            try expectEqual(receipts.filter { !$0.repeated }.count, 1, "those who appended")
            try expectEqual(try await ledger.count(), 2, "the count")
        },
    ]
}
