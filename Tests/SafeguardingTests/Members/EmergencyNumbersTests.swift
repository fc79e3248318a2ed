import Almanac
import Ledger
import Testing

@testable import Safeguarding

@Suite("Whom to ring at an authority")
struct EmergencyNumbersTests {
    let rules = Rules()

    private func set(_ door: String, _ night: String, by who: Circle.Who) async throws -> [Change] {
        let circle = try await Circle(rules)
        let someone =
            switch who {
            case .own: circle.asha
            case .other: circle.bryn
            case .coordinator: circle.coordinator
            }
        return try await rules.when(
            SetEmergencyNumbers(organisation: circle.borough, frontDoor: door, outOfHours: night),
            by: someone.actor,
            given: circle.history
        )
    }

    @Test("an authority's own people keep them, and the coordinator", arguments: [Circle.Who.own, .coordinator])
    func kept(by who: Circle.Who) async throws {
        let set = try await set(" 020 7946 0123, option 2", "", by: who).all(EmergencyNumbersSet.self)
        #expect(set.map(\.numbers) == [EmergencyNumbers(frontDoor: "020 7946 0123, option 2", outOfHours: nil)])
    }

    @Test("nobody else's people do")
    func others() async throws {
        await #expect(throws: Refusal.notAllowed) { try await set("020 7946 0123", "", by: .other) }
    }

    @Test("what is no number is refused in its field", arguments: ["ask Mina", "12", "0207946012302079460123"])
    func noNumber(_ text: String) async throws {
        await #expect(
            throws: Refusal.invalid("out-of-hours", "Give a telephone number, such as 020 7946 0123.")
        ) { try await set("020 7946 0123", text, by: .own) }
    }
}

extension Circle {
    enum Who: CaseIterable { case own, other, coordinator }
}
