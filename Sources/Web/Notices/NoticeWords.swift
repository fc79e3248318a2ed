import HTML
import Procedures
import Safeguarding

extension Notice.Family {
    var title: String {
        switch self {
        case .asked: "What you are asked"
        case .late: "What is late"
        case .answers: "What came of it"
        case .messages: "Messages and files"
        case .meetings: "Meetings"
        case .tray: "Mail in the tray"
        case .cover: "Absence and cover"
        }
    }
}

extension NoticeRow {
    var link: Link {
        switch about {
        case .matter(let number, _): "/m/\(number)"
        case .meeting(let id, _, _): "/meetings/\(id)"
        case .tray: "/tray"
        case .cover: "/account/absence"
        }
    }

    /// "Matter 12, Missing child: a message was written."
    func sentence(_ words: Words) -> String {
        switch about {
        case .matter(let number, let title): "Matter \(number), \(title ?? "an action"): \(what)."
        case .meeting(_, let group, let day): "\(group), meeting on \(words.dayAndMonth(day)): \(what)."
        case .tray, .cover: "\(Words.capitalised(what))."
        }
    }

    private var what: String {
        switch kind {
        case .owed: "you are asked \(asked)"
        case .given: "it was given to you"
        case .reminded: task == nil ? "you were reminded of it" : "you were reminded \(asked)"
        case .offered: "you are asked to take it over"
        case .entered: "an answer was entered for your organisation"
        case .late: "you are asked \(asked), and it is late"
        case .lateElsewhere: "a step is late"
        case .received: "it was received"
        case .takenOver: "somebody took it over"
        case .told: "an answer came back"
        case .reopened: "it was opened again"
        case .closed: "it was closed"
        case .withdrawn: "it was withdrawn"
        case .message: "something was written"
        case .file: "a file was added"
        case .source: "what another source says was added"
        case .notes: "the notes went out"
        case .invitation: "you are invited"
        case .moved: "it has another day, time or place"
        case .calledOff: "it was called off"
        case .tray: "mail waits in the tray"
        case .lateTray: "mail waits long in the tray of somebody where you are"
        case .coverAsked: "you are asked to cover for somebody who will be away"
        case .coverBegun: "you cover for somebody from today"
        case .coverDeclined: "somebody cannot cover, and somebody else is to be asked"
        case .absenceOver: "an absence with cover is over"
        case .uncovered: "nobody covers for somebody who is away"
        }
    }

    /// The kind of step, never its words: a procedure may say in them what it is about.
    private var asked: String {
        switch task {
        case .acknowledge: "to say that it has arrived"
        case .finish: "to do it"
        case .decide: "to decide"
        case .tell, .answer: "to tell whoever raised it what came of it"
        case .satisfied, .close: "to say whether it is enough"
        case .review: "to look again"
        case .sayWhoHolds: "to say who holds it"
        case .act, nil: "to take a step"
        }
    }
}
