import Safeguarding

// What of a meeting may leave on paper or in a file: what is for named people only is pointed to and never in it.

extension MeetingView.ItemPart {
    /// Whether its words may stand on paper and in files.
    var isForPaper: Bool { item.isOpen && item.marking != .named }
}

extension MeetingSheet {
    static let hiddenTitle = "An item for named people only"

    var partsForPaper: [MeetingView.ItemPart] { view.items.filter(\.isForPaper) }

    /// The narrowest marking of what may be on paper: it stands on each page.
    var paperMarking: Marking { partsForPaper.map(\.item.marking).min() ?? .members }

    /// A title as it may stand on paper.
    func paperTitle(_ item: ItemRow) -> String { item.marking == .named ? Self.hiddenTitle : title(item) }
}

extension Words {
    /// `3 KB`, `1.4 MB`.
    static func size(_ bytes: Int) -> String {
        if bytes < 1000 { return count(bytes, "byte") }
        if bytes < 1_000_000 { return "\((bytes + 500) / 1000) KB" }
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
