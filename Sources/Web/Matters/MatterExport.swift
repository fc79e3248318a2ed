import Almanac
import Channels
import Foundation
import Hummingbird
import Procedures
import Safeguarding

/// The list as a file: what the reader may see, and no more.
enum MatterExport {
    static func csv(_ visit: Visit) async throws -> Response {
        let lines = try await lines(visit)
        return .file(
            CSVWriter.bytes(headings: Line.headings, rows: lines.map(\.cells)),
            type: "text/csv; charset=utf-8",
            name: "matters \(visit.today.iso).csv"
        )
    }

    static func json(_ visit: Visit) async throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return .file(
            Array(try encoder.encode(try await lines(visit))),
            type: "application/json",
            name: "matters \(visit.today.iso).json"
        )
    }

    private static func lines(_ visit: Visit) async throws -> [Line] {
        let filter = try MatterAddress(visit).filter(visit)
        let found = try await visit.readings.matters(filter, as: try visit.actor)
        let voice = try await MatterVoice(visit, found.rows)
        return found.rows.map { Line($0, voice) }
    }

    private struct Line: Encodable {
        let number: Int
        let text: String
        let holder: String
        let holders: Int
        let station: String
        let ending: String?
        let due: String?
        let raised: String
        let raisedBy: String?
        let group: String?
        let answer: String?
        let answered: String?

        static let headings = [
            "Number", "What", "Held by", "Holders", "Station", "Ended", "Due", "Raised", "Raised by", "Group", "Answer",
            "Answered",
        ]

        init(_ matter: MatterRow, _ voice: MatterVoice) {
            number = matter.number
            text = voice.words(of: matter)
            holder = voice.fullName(matter.holder)
            holders = matter.holders
            station = matter.station.title
            ending = matter.ending?.rawValue
            due = matter.next?.deadline?.iso
            raised = matter.raisedOn.iso
            raisedBy = matter.raiser.map { voice.fullName($0) }
            group = matter.groupName
            answer = matter.answer.map(voice.text)
            answered = matter.answeredAt.map { London.day($0).iso }
        }

        var cells: [String] {
            [
                "\(number)", text, holder, "\(holders)", station, ending ?? "", due ?? "", raised, raisedBy ?? "",
                group ?? "", answer ?? "", answered ?? "",
            ]
        }
    }
}
