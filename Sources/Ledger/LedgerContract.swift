import Almanac

/// What every engine must do, as checks that any test target can run: see `LedgerContractTests`.
///
/// Each check is given an empty ledger of its own.
package enum LedgerContract {
    package typealias Rule = ContractRule<any Ledger>

    package static let rules: [Rule] = appending + random + reading + proving + storing
}

/// An engine does not keep the contract: what was expected, and what came.
package struct ContractBroken: Error, CustomStringConvertible {
    package let description: String
}

func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(ContractBroken) {
    guard holds else { throw ContractBroken(description: sentence()) }
}

func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws(ContractBroken) {
    guard found == wanted else { throw ContractBroken(description: "\(what): \(found) instead of \(wanted)") }
}

func expectRefusal<Value>(
    _ what: String,
    _ wanted: (LedgerError) -> Bool,
    of request: () async throws -> Value
) async throws {
    do {
        let answer = try await request()
        throw ContractBroken(description: "\(what): not refused, but answered \(answer)")
    } catch let error as LedgerError {
        try expect(wanted(error), "\(what): refused with \(error)")
    }
}

/// Proposals for contract checks and tests: fictional, small, each command its own digest.
package enum Sample {
    package static func proposal(
        _ command: String,
        _ streams: [(String, ExpectedVersion, Int)],
        digest: [UInt8]? = nil,
        actor: String = "member/adelaide"
    ) -> Proposal {
        Proposal(
            command: CommandID(actor: actor, id: command),
            digest: digest ?? Hash(of: Array(command.utf8)).bytes,
            at: Instant(milliseconds: 1_795_000_000_000),
            streams: streams.map { name, expected, count in
                StreamProposal(
                    stream: StreamID(name),
                    expected: expected,
                    events: (0..<count).map {
                        ProposedEvent(type: "sample.noted", schema: 1, payload: Array(#"{"n":\#($0)}"#.utf8))
                    }
                )
            }
        )
    }

    /// Appends `count` events, one command each, to one stream.
    package static func fill(_ ledger: any Ledger, with count: Int) async throws(LedgerError) {
        for number in 0..<count {
            _ = try await ledger.append(proposal("fill-\(number)", [("sample/fill", .any, 1)]))
        }
    }
}
