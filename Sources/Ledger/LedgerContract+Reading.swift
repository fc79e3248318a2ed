extension LedgerContract {
    static let reading: [Rule] = [
        Rule("A new ledger is empty") { ledger in
            try expectEqual(try await ledger.count(), 0, "the count")
            try expectEqual(try await ledger.events(from: 0, limit: 10), [], "the events")
            try expectEqual(try await ledger.events(of: StreamID("meeting/a"), after: 0), [], "a stream's events")
        },
        Rule("An event comes back as it was proposed") { ledger in
            let proposal = Sample.proposal("c1", [("meeting/a", .new, 1)])
            _ = try await ledger.append(proposal)
            let event = try await ledger.events(from: 0, limit: 1)[0]
            try expectEqual(event.type, "sample.noted", "the type")
            try expectEqual(event.schema, 1, "the schema")
            try expectEqual(event.at, proposal.at, "the time")
            try expectEqual(event.command, proposal.command, "the command")
            try expectEqual(event.payload, proposal.streams[0].events[0].payload, "the payload")
            try expectEqual(event.leaf, Merkle.leaf(event.record), "the leaf")
            try expectEqual(try EventRecord(reading: event.record).event, event, "the record")
        },
        Rule("Every byte of a payload comes back") { ledger in
            var proposal = Sample.proposal("c1", [("meeting/a", .new, 2)])
            proposal.streams[0].events[0].payload = Array(0...255)
            proposal.streams[0].events[1].payload = []
            _ = try await ledger.append(proposal)
            let payloads = try await ledger.events(of: StreamID("meeting/a"), after: 0).map(\.payload)
            try expectEqual(payloads, [Array(0...255), []], "the payloads")
        },
        Rule("Events are read in pages, and streams from a version") { ledger in
            try await Sample.fill(ledger, with: 10)
            try expectEqual(try await ledger.events(from: 3, limit: 4).map(\.position), [3, 4, 5, 6], "a page")
            try expectEqual(try await ledger.events(from: 8, limit: 4).map(\.position), [8, 9], "the last page")
            try expectEqual(try await ledger.events(from: 10, limit: 4), [], "after the end")
            try expectEqual(try await ledger.events(from: 0, limit: 0), [], "a page of none")
            let stream = StreamID("sample/fill")
            try expectEqual(try await ledger.events(of: stream, after: 7).map(\.version), [8, 9, 10], "the newest")
            try expectEqual(try await ledger.events(of: stream, after: 10), [], "after the newest")
        },
        Rule("Counts start with the present one, grow, and end at the newest") { ledger in
            try await Sample.fill(ledger, with: 3)
            var counts = ledger.counts().makeAsyncIterator()
            try expectEqual(await counts.next(), 3, "the first count")
            _ = try await ledger.append(Sample.proposal("more", [("meeting/a", .new, 2)]))
            var seen = 3
            while seen < 5, let count = await counts.next() {
                try expect(count > seen, "the count went from \(seen) to \(count)")
                seen = count
            }
            try expectEqual(seen, 5, "the newest count")
        },
        Rule("Whoever has seen a position sees everything before it") { ledger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let streams: [(String, ExpectedVersion, Int)] = [("meeting/\(number)", .new, 1 + number % 3)]
                        let receipt = try await ledger.append(Sample.proposal("c\(number)", streams))
                        let events = try await ledger.events(from: 0, limit: receipt.positions.upperBound)
                        try expectEqual(
                            events.map(\.position),
                            Array(0..<receipt.positions.upperBound),
                            "what a writer saw"
                        )
                    }
                }
                try await group.waitForAll()
            }
        },
    ]
}
