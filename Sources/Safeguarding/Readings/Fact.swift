package import Almanac
import Foundation
package import GRDB
package import Ledger
package import Vault

/// When, where and by whom an event was recorded.
package struct Fact: Sendable {
    package let position: Int
    package let at: Instant
    package let actor: String

    package init(_ event: RecordedEvent) {
        position = event.position
        at = event.at
        actor = event.command.actor
    }
}

// What tables hold, as they hold it: ids as text, instants as milliseconds, days and sealed values as text.

extension ID: DatabaseValueConvertible, SQLExpressible, StatementBinding {
    package var databaseValue: DatabaseValue { description.databaseValue }
    package static func fromDatabaseValue(_ value: DatabaseValue) -> ID? {
        String.fromDatabaseValue(value).flatMap { ID($0) }
    }
}

extension Instant: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { milliseconds.databaseValue }
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        Int64.fromDatabaseValue(value).map(Instant.init(milliseconds:))
    }
}

extension Day: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { iso.databaseValue }
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Day? {
        String.fromDatabaseValue(value).flatMap { Day(iso: $0) }
    }
}

extension ClockTime: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { iso.databaseValue }
    package static func fromDatabaseValue(_ value: DatabaseValue) -> ClockTime? {
        String.fromDatabaseValue(value).flatMap { ClockTime(iso: $0) }
    }
}

extension Sealed: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue {
        ((try? Coding.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "").databaseValue
    }
    package static func fromDatabaseValue(_ value: DatabaseValue) -> Sealed? {
        String.fromDatabaseValue(value).flatMap { try? Coding.decode(Self.self, from: Array($0.utf8)) }
    }
}
