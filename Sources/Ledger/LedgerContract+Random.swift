extension LedgerContract {
    static let random: [Rule] = [
        Rule("Random proposals, many at once and some repeated, leave a history that each of them allows") { ledger in
            let proposals = (0..<150).map(randomProposal)
            let sent = (proposals + proposals.shuffled().prefix(50)).shuffled()
            let accepted = try await appendAll(sent, to: ledger)
            let events = try await ledger.events(from: 0, limit: .max)
            try expectEqual(
                accepted.values.flatMap(\.self).sorted(),
                Array(events.indices),
                "the positions of the accepted commands"
            )
            var versions: [StreamID: Int] = [:]
            for event in events {
                versions[event.stream, default: 0] += 1
                try expectEqual(event.version, versions[event.stream], "the version at \(event.position)")
            }
            for proposal in proposals {
                guard let positions = accepted[proposal.command] else { continue }
                try check(proposal, appendedAs: Array(events[positions]))
            }
            var frontier = Frontier()
            for event in events {
                _ = frontier.append(event.leaf)
            }
            try expectEqual(try await ledger.tree(size: nil), frontier.head, "the head")
        }
    ]

    private static func randomProposal(_ number: Int) -> Proposal {
        let streams = (0..<6).shuffled().prefix(Int.random(in: 1...3)).map { stream in
            let expected: ExpectedVersion =
                [.any, .any, .any, .new, .exactly(Int.random(in: 0...4))].randomElement() ?? .any
            return ("random/\(stream)", expected, Int.random(in: 1...3))
        }
        return Sample.proposal("random-\(number)", streams)
    }

    /// The positions of the commands that were accepted. One that was sent twice must be answered alike.
    private static func appendAll(_ sent: [Proposal], to ledger: any Ledger) async throws -> [CommandID: Range<Int>] {
        try await withThrowingTaskGroup(of: (CommandID, Range<Int>?).self) { group in
            for proposal in sent {
                group.addTask {
                    do {
                        return (proposal.command, try await ledger.append(proposal).positions)
                    } catch LedgerError.conflict {
                        return (proposal.command, nil)
                    }
                }
            }
            var accepted: [CommandID: Range<Int>] = [:]
            for try await (command, positions) in group {
                guard let positions else { continue }
                try expect(accepted[command] ?? positions == positions, "\(command.id) had two answers")
                accepted[command] = positions
            }
            return accepted
        }
    }

    private static func check(_ proposal: Proposal, appendedAs events: [RecordedEvent]) throws {
        var rest = events[...]
        for part in proposal.streams {
            let own = rest.prefix(part.events.count)
            rest = rest.dropFirst(part.events.count)
            try expectEqual(own.map(\.payload), part.events.map(\.payload), "the payloads of \(proposal.command.id)")
            try expect(own.allSatisfy { $0.stream == part.stream }, "\(proposal.command.id) went to another stream")
            try expect(
                own.allSatisfy { $0.command == proposal.command },
                "\(proposal.command.id) is mixed with another"
            )
            let before = (own.first?.version ?? 1) - 1
            switch part.expected {
            case .any: break
            case .new: try expectEqual(before, 0, "the version that \(proposal.command.id) met")
            case .exactly(let version): try expectEqual(before, version, "the version that \(proposal.command.id) met")
            }
        }
        try expect(rest.isEmpty, "\(proposal.command.id) has events that nobody proposed")
    }
}
