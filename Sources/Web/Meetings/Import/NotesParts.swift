import Notes

/// What the review asks, cut into pages: a form holds a limited number of fields, and a browser a limited page.
///
/// Every page is sent by itself and kept, so that notes of any size are looked through whole.
struct NotesParts {
    enum Unit: Hashable {
        case meeting
        case person(Int)
        case owner(Int)
        /// The head of an item, or of what belongs to none.
        case item(Int?)
        case decision(Int)
        case action(Int)
        case next

        /// How many fields it asks.
        fileprivate var fields: Int {
            switch self {
            case .meeting: 3
            case .person, .owner: 1
            case .item, .decision: 2
            case .action: 5
            case .next: 10
            }
        }

        /// What stands together on a page. People grow and shrink with what is put right among the actions.
        fileprivate var isOfPeople: Bool {
            switch self {
            case .meeting, .person, .owner: true
            case .item, .decision, .action, .next: false
            }
        }
    }

    /// Notes of up to this many fields stand on one page.
    static let mostTogether = 800
    /// The fields of one page, where there are several.
    static let mostEach = 300
    /// Names with a choice of every member, on one page.
    static let mostPeople = 100

    private(set) var pages: [[Unit]] = []

    init(_ plan: NotesPlan) {
        let units = Self.units(plan)
        let asked = min(plan.reading.unplaced.count, NotesSource.mostAsked(plan.reading))
        guard units.reduce(asked, { $0 + $1.fields }) > Self.mostTogether || plan.people.count > 3 * Self.mostPeople
        else {
            pages = [units]
            return
        }
        var (page, fields) = ([Unit](), 0)
        for unit in units {
            let isOther = page.last.map { $0.isOfPeople != unit.isOfPeople } ?? false
            let most = unit.isOfPeople ? Self.mostPeople : Self.mostEach
            if isOther || fields + unit.fields > most {
                pages.append(page)
                (page, fields) = ([], 0)
            }
            page.append(unit)
            fields += unit.fields
        }
        pages.append(page)
    }

    private static func units(_ plan: NotesPlan) -> [Unit] {
        let reading = plan.reading
        let decisions = Dictionary(grouping: reading.decisions.indices) { reading.decisions[$0].item }
        let actions = Dictionary(grouping: reading.actions.indices) { reading.actions[$0].item }
        var units: [Unit] = [.meeting]
        units += plan.people.indices.map { .person($0) }
        units += plan.owners.indices.map { .owner($0) }
        for item in reading.items.indices.map(Optional.some) + [nil] {
            units.append(.item(item))
            units += (decisions[item] ?? []).map { .decision($0) } + (actions[item] ?? []).map { .action($0) }
        }
        return units + [.next]
    }
}
