package import Channels
import Safeguarding

/// A list of people as files and forms bring it.
extension MemberImport {
    static let name: StaticString = "members-import"
    /// Two weeks, in seconds.
    static let kept: Int64 = 14 * 24 * 60 * 60

    /// - Throws: ``ContactsUnreadable`` where no people can be read from the bytes.
    package init(_ bytes: [UInt8], fileName: String?) throws(ContactsUnreadable) {
        let reading = try ContactsReader.read(bytes, fileName: fileName)
        var remarks = reading.problems.map(\.sentence)
        if !reading.unusedColumns.isEmpty {
            remarks.append("Nothing was taken from the columns \(Words.list(reading.unusedColumns)).")
        }
        if reading.isWindowsText { remarks.append("The file is in an old alphabet: look at names with accents.") }
        let people = reading.people.map { contact in
            Person(
                line: contact.line,
                name: contact.name,
                email: contact.email?.text ?? "",
                organisation: contact.organisation,
                post: contact.role
            )
        }
        self.init(source: fileName ?? "what you pasted", bytes: bytes, remarks: remarks, people: people)
        // An address that cannot be used stands in its field as it was written, to be corrected there.
        let places = Dictionary(grouping: self.people.indices) { self.people[$0].line }
        for problem in reading.problems {
            guard case .badAddress(let written) = problem.kind else { continue }
            for index in places[problem.line] ?? [] where self.people[index].email.isEmpty {
                self.people[index].email = written
            }
        }
    }

    /// Takes in what one page of the review has sent.
    mutating func take(_ form: Form) {
        for index in people.indices where form.has("name-\(index)") {
            people[index].isTaken = form["take-\(index)"] == "yes"
            people[index].name = form["name-\(index)"]
            people[index].email = form["email-\(index)"]
            people[index].organisation = form["organisation-\(index)"]
            people[index].post = form["post-\(index)"]
            people[index].role = form["role-\(index)"]
        }
        if form.has("roleForAll") { roleForAll = form["roleForAll"] }
        for (key, answer) in zip(form.all("choice-key"), form.all("choice")) { choose(answer, for: key) }
    }
}
