import Almanac
import Foundation
import Ledger
import Testing

@testable import Vault

@Suite("An opener opens what its admission covers, and only while it lasts")
struct AdmissionTests {
    let trial = Trial()
    let meeting = Subject(.meeting, ID<Meeting>())

    @Test("A subject that the admission does not name stays shut")
    func notAdmitted() async throws {
        let other = Subject(.meeting, ID<Meeting>())
        let sealed = try await trial.sealed("Agreed", under: meeting)
        _ = try await trial.sealed("Another", under: other)
        let opener = try await trial.vault.opener(under: trial.ordinary(.these([other])))
        #expect(opener.open(sealed) == .notAdmitted)
        #expect(opener.text(sealed) == nil)
        let chunk = try await trial.vault.sealer(for: [meeting])
            .seal(chunk: [1, 2, 3], at: ChunkPlace(blob: UUID(), number: 0, isLast: true), under: meeting)
        #expect(
            opener.open(chunk: chunk, at: ChunkPlace(blob: UUID(), number: 0, isLast: true), of: meeting)
                == .notAdmitted
        )
    }

    @Test("All of a kind is that kind and no other")
    func allOfKind() async throws {
        let child = Subject(.child, ID<Child>())
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let aboutChild = try await trial.sealed("Pip Wren", under: child)
        let opener = try await trial.vault.opener(under: trial.recorded(.all(of: .child)))
        #expect(opener.open(aboutChild) == .value("Pip Wren"))
        #expect(opener.open(sealed) == .notAdmitted)
    }

    @Test(
        "Ordinary admissions never open what identifies a child, texter or checked adult",
        arguments: Subject.Kind.allCases
    )
    func sensitive(kind: Subject.Kind) async throws {
        let subject = Subject(kind, ID<Child>())
        let sealed = try await trial.sealed("x", under: subject)
        let asked: [Admission.Subjects] = [.these([subject]), .these([meeting, subject]), .all(of: kind)]
        for subjects in asked {
            if [.child, .conversation, .check, .search, .concern, .letter].contains(kind) {
                await #expect(throws: VaultError.needsRecord(kind)) {
                    try await trial.vault.opener(under: trial.ordinary(subjects))
                }
            } else {
                #expect(try await trial.vault.opener(under: trial.ordinary(subjects)).text(sealed) == "x")
            }
            #expect(try await trial.vault.opener(under: trial.recorded(subjects)).text(sealed) == "x")
        }
    }

    @Test("A receipt for nothing records nothing")
    func emptyReceipt() async throws {
        let child = Subject(.child, ID<Child>())
        await #expect(throws: VaultError.needsRecord(.child)) {
            try await trial.vault.opener(under: trial.recorded(.these([child]), positions: 4..<4))
        }
    }

    @Test("An opener shuts when its time is over")
    func expiry() async throws {
        let sealed = try await trial.sealed("Agreed", under: meeting)
        let admission = trial.ordinary(.these([meeting]))
        let opener = try await trial.vault.opener(under: admission)
        trial.clock.advance(seconds: 1799)
        #expect(opener.open(sealed) == .value("Agreed"))
        trial.clock.advance(seconds: 1)
        #expect(opener.open(sealed) == .notAdmitted)
        await #expect(throws: VaultError.admissionOver) { try await trial.vault.opener(under: admission) }
    }

    @Test("An admission lasts 30 minutes at most")
    func longest() {
        let now = trial.clock.now
        func until(_ seconds: Int64?) -> Int64 {
            Admission.ordinary(
                member: "m",
                session: "s",
                purpose: "p",
                subjects: .these([]),
                at: now,
                until: seconds.map { now.adding(seconds: $0) }
            ).until.seconds(since: now)
        }
        #expect(until(nil) == 1800)
        #expect(until(86_400) == 1800)
        #expect(until(60) == 60)
    }

    @Test("Subjects are written as kind and id, and read back only so")
    func subjects() throws {
        for kind in Subject.Kind.allCases {
            let subject = Subject(kind, ID<Meeting>())
            #expect(Subject(subject.description) == subject)
            let coded = try JSONDecoder().decode(Subject.self, from: try JSONEncoder().encode(subject))
            #expect(coded == subject)
        }
        for text in ["", "meeting", "meeting/", "/x", "meeting/x", "pet/\(UUID())", "meeting/\(UUID())/x"] {
            #expect(Subject(text) == nil)
        }
    }
}
