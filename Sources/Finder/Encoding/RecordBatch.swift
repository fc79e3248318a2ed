/// The rows of a part of a roll: the values of the schema's features.
struct RecordBatch: Sendable {
    /// What holds the values, in UTF-8.
    private(set) var bytes: [UInt8] = []
    /// Where each value lies in `bytes`: so many of them for a row as the schema has features.
    private var places: [Range<Int>] = []
    private let features: Int
    /// The number of the first row, from 1.
    let firstRow: Int

    init(features: Int, firstRow: Int) {
        self.features = features
        self.firstRow = firstRow
    }

    /// How many rows there are.
    var count: Int { places.count / features }

    @inline(__always)
    func place(_ row: Int, _ feature: Int) -> Range<Int> { places[row * features + feature] }

    func value(_ row: Int, _ feature: Int) -> ArraySlice<UInt8> { bytes[place(row, feature)] }

    /// Adds a row of which nothing is known.
    mutating func addEmptyRow() { places += repeatElement(0..<0, count: features) }

    /// Adds a row, given for each feature the places of its columns, whose values are joined by blanks.
    ///
    /// - returns: false where a value is not UTF-8: it is taken for Windows-1252.
    mutating func add(_ row: CSVRow, columns: [[Int]]) -> Bool {
        guard row.isASCII else { return addByValue(row, columns) }
        let start = bytes.count
        bytes += row.bytes
        for columns in columns {
            if columns.count == 1 {
                let value = row.fields[columns[0]]
                places.append(start + value.lowerBound..<start + value.upperBound)
            } else {
                _ = addJoined(row, columns)
            }
        }
        return true
    }

    private mutating func addByValue(_ row: CSVRow, _ columns: [[Int]]) -> Bool {
        columns.reduce(true) { addJoined(row, $1) && $0 }
    }

    private mutating func addJoined(_ row: CSVRow, _ columns: [Int]) -> Bool {
        let start = bytes.count
        var isUTF8 = true
        for column in columns {
            let value = row.bytes[row.fields[column]]
            if !value.isEmpty, bytes.count > start { bytes.append(32) }
            if String(validating: value, as: UTF8.self) != nil {
                bytes += value
            } else {
                isUTF8 = false
                bytes += String(WindowsText.scalars(value)).utf8
            }
        }
        places.append(start..<bytes.count)
        return isUTF8
    }
}

/// A value that could not be encoded.
struct UnfitValue: Sendable, Hashable {
    let row: Int
    let feature: Int
}
