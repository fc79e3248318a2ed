package import Almanac
import Foundation
package import GRDB
package import Ledger
package import Vault

/// When, where, by whom and by which command an event was recorded.
package struct Fact: Sendable {
    package let position: Int
    package let at: Instant
    package let actor: String
    /// Unique for the actor: the events of one append share it.
    package let command: String
    /// The event as it is recorded.
    package let payload: [UInt8]

    /// Unique for all: who appended, and by which command.
    package var append: String { "\(actor) \(command)" }

    package init(_ event: RecordedEvent) {
        position = event.position
        at = event.at
        actor = event.command.actor
        command = event.command.id
        payload = event.payload
    }
}

// What tables hold, as they hold it: ids as text, instants as milliseconds, days and sealed values as text.

/// A value that tables hold as text.
package protocol TextColumn: Codable, DatabaseValueConvertible, StatementColumnConvertible {
    /// Nil where the text is none that ``column`` writes.
    init?(column: String)
    var column: String { get }
}

extension TextColumn {
    package var databaseValue: DatabaseValue { column.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        String.fromDatabaseValue(value).flatMap(Self.init(column:))
    }

    package init?(sqliteStatement: SQLiteStatement, index: CInt) {
        self.init(column: String(sqliteStatement: sqliteStatement, index: index))
    }
}

extension ID: TextColumn, DatabaseValueConvertible, SQLExpressible, StatementBinding, StatementColumnConvertible {
    package init?(column: String) { self.init(column) }
    package var column: String { description }
}

extension Day: TextColumn, DatabaseValueConvertible, SQLExpressible, StatementBinding, StatementColumnConvertible {
    package init?(column: String) { self.init(iso: column) }
    package var column: String { iso }
}

extension ClockTime: TextColumn, DatabaseValueConvertible, SQLExpressible, StatementBinding, StatementColumnConvertible
{
    package init?(column: String) { self.init(iso: column) }
    package var column: String { iso }
}

/// `matter/6f1c… BASE64`: without JSON, because a page reads a hundred of them.
extension Sealed: TextColumn, DatabaseValueConvertible, SQLExpressible, StatementBinding, StatementColumnConvertible {
    package init?(column: String) {
        guard let gap = column.utf8.firstIndex(of: UInt8(ascii: " ")), let subject = Subject(column[..<gap]),
            let box = Data(base64Encoded: String(column[column.utf8.index(after: gap)...]))
        else { return nil }
        self.init(subject: subject, box: box)
    }

    package var column: String { "\(subject) \(box.base64EncodedString())" }
}

extension Instant: DatabaseValueConvertible, SQLExpressible, StatementBinding, StatementColumnConvertible {
    package var databaseValue: DatabaseValue { milliseconds.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        Int64.fromDatabaseValue(value).map(Instant.init(milliseconds:))
    }

    package init?(sqliteStatement: SQLiteStatement, index: CInt) {
        self.init(milliseconds: Int64(sqliteStatement: sqliteStatement, index: index))
    }
}

/// Reads a row's columns one after another, as the query names them: by place, which is ten times faster than by name.
struct Columns {
    private let row: Row
    private var place = 0

    init(_ row: Row) {
        self.row = row
    }

    mutating func take<Value: DatabaseValueConvertible & StatementColumnConvertible>() -> Value {
        defer { place += 1 }
        return row[place]
    }
}

extension Database {
    /// Executes one statement, compiled once for all time: readings apply the same few to every event.
    func executeCached(sql: String, arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
