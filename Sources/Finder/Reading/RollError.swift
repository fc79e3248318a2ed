/// Why a roll cannot be read at all.
public enum RollError: Error, Equatable, CustomStringConvertible {
    /// There is nothing in it, not even a first line.
    case empty
    /// No header is known, so nothing would be read.
    case noKnownColumn
    /// A header that was mapped is in none of the files.
    case noSuchColumn(String)
    /// Two columns hold what one person has one of: a `RollColumn`.
    case twice(String)
    /// The first line is in another encoding, so that headers cannot be told.
    case headerNotUTF8
    /// The first line is longer than any line may be, or has a quote that is never closed.
    case brokenHeader
    /// It holds more people than a roll can: `Roll.most`.
    case tooLarge
    /// XML of another kind; only a Common Transfer File is a roll.
    case noTransferFile
    /// XML that ends or goes wrong at this line, from 1.
    case brokenXML(line: Int)
    /// XML that brings definitions of its own, which a Common Transfer File never does.
    case definitions

    /// One sentence that says what to do.
    public var description: String {
        switch self {
        case .empty: "The file is empty; its first line must name the columns."
        case .noKnownColumn:
            "The first line names no column of a roll; name given_name, family_name or date_of_birth, or use --columns."
        case .noSuchColumn(let name): "No file has a column “\(name)”; look at their first lines."
        case .twice(let name): "Two columns hold \(name); say with --columns which one is meant."
        case .headerNotUTF8: "The first line is not UTF-8; save the file as UTF-8."
        case .brokenHeader: "The first line is too long or has a quote that is never closed; look at its quotes."
        case .tooLarge: "The file holds more people than a roll can (\(Roll.most)); split it by year of birth."
        case .noTransferFile: "The file is XML and no Common Transfer File; its outermost element must be CTfile."
        case .brokenXML(let line): "The XML is broken at line \(line); have the file written again."
        case .definitions: "The XML has a DOCTYPE, which no Common Transfer File has; have the file written again."
        }
    }
}
