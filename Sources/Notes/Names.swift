/// Tells names of people from names of bodies and of posts, by their words.
enum Names {
    static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "councillor", "cllrs", "rev", "revd",
        "reverend",
        "sir", "dame", "lord", "lady", "ds", "dc", "di", "dci", "dsu", "supt", "insp", "inspector", "sgt", "sergeant",
        "pc",
        "pcso", "canon", "father", "sister", "fr", "alderman", "hon", "ch", "superintendent", "acc", "dcc", "ald",
        "the",
    ]

    private static let particles: Set<String> = [
        "de", "van", "von", "der", "den", "la", "le", "di", "da", "del", "al", "el", "bin", "ibn", "ap", "dos", "du",
        "ten",
    ]

    static let bodyWords: Set<String> = [
        "council", "borough", "school", "schools", "academy", "college", "trust", "nhs", "police", "service",
        "services",
        "board", "office", "department", "dept", "hospital", "association", "charity", "centre", "church",
        "partnership",
        "team", "unit", "ccg", "icb", "lscb", "authority", "agency", "foundation", "university", "ltd", "forum",
        "network",
        "society", "health", "education", "government", "cafcass", "nspcc", "community", "county", "city", "district",
        "parish", "project", "aid", "group", "committee", "commission", "federation", "primary", "secondary", "infant",
        "junior", "nursery", "surgery", "practice", "housing", "probation", "ministry", "union", "company", "library",
        "metropolitan", "directorate", "diocese", "constabulary", "force", "hub", "clinic", "ofsted", "dfes", "dcsf",
        "dfe", "cic", "plc", "llp", "council's", "town", "village", "region", "regional", "london", "social",
        "children's", "youth", "camhs", "mash", "fire", "ambulance", "prison", "court", "immigration", "border",
        "unitary", "ward",
    ]

    static let roleWords: Set<String> = [
        "chair", "chairman", "chairperson", "chairwoman", "clerk", "secretary", "treasurer", "minutes", "minute",
        "taker",
        "head", "headteacher", "teacher", "principal", "governor", "director", "manager", "officer", "coordinator",
        "co-ordinator", "lead", "leader", "member", "consultant", "nurse", "doctor", "gp", "adviser", "advisor",
        "assistant",
        "administrator", "representative", "rep", "observer", "trustee", "executive", "commander", "practitioner",
        "dsl",
        "minutes", "notes", "note-taker", "scribe", "solicitor", "president", "vice-chair", "psychologist", "mentor",
        "facilitator", "presenter", "supervisor", "worker", "specialist", "analyst", "bursar", "chaplain", "warden",
        "ceo", "cfo", "senco", "guest", "convenor", "convener", "champion", "accountant", "paediatrician", "co-chair",
        "headmaster", "headmistress", "deputy", "vice", "parent", "staff", "notetaker", "minuting",
    ]

    /// Words of agendas and headings, which no name is made of.
    private static let agendaWords: Set<String> = [
        "welcome", "introductions", "introduction", "apologies", "matters", "arising", "update", "updates",
        "report", "reports", "review", "actions", "action", "declarations", "declaration", "interest", "interests",
        "business", "aob", "meeting", "meetings", "agenda", "presentation", "training", "policy", "policies", "present",
        "attendance", "date", "time", "venue", "next", "previous", "last", "discussion", "item", "items", "budget",
        "finance", "safeguarding", "child", "children", "protection", "plan", "strategy", "issues", "close", "closed",
        "guidance", "protocol", "procedures", "procedure", "draft", "all", "members", "none", "agreed", "resolved",
        "noted",
        "members'", "attendees", "any", "other", "correspondence", "planning", "election", "public", "participation",
        "distribution", "circulation", "absent", "private", "session", "open", "serious", "case", "annual", "data",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "july", "september", "october", "november", "december", "annex", "appendix", "page",
        "governors", "staff", "standing", "orders", "questions", "feedback", "outstanding", "future", "key", "new",
        "attendance", "exclusions", "conference", "campaign", "project", "learning", "risk", "register", "summary",
        "what", "who", "when", "where", "why", "how", "this", "that", "these", "those", "there", "and", "or", "in",
        "on",
        "at", "for", "with", "from", "not", "no", "yes", "it", "is", "was", "he", "she", "they", "we", "our", "you",
    ]

    private static let surnames: Set<String> = [
        "guest", "head", "parent", "warden", "church", "parish", "day", "close", "may", "park", "booth", "case", "page",
        "court", "town", "young", "noble", "new", "case", "bishop", "key",
    ]

    /// Whether a text can be a person's name: `Jane Smith`, `Cllr Mrs J A de Souza`, `Mrs Harvey`.
    static func isPerson(_ text: some StringProtocol) -> Bool {
        var words = text.words
        guard (1...7).contains(words.count), !text.hasDigit else { return false }
        var isTitled = false
        // "District Cllr Moran"
        if words.count > 2, words[0].startsWithCapital, isTitle(words[1]), bodyWords.contains(words[0].lowercased()) {
            words.removeFirst()
        }
        while let first = words.first, isTitle(first) {
            words.removeFirst()
            isTitled = true
        }
        guard (isTitled ? 1...5 : 2...5).contains(words.count), let last = words.last, last.startsWithCapital,
            last.count > 1
        else { return false }
        // Some words of posts and places are surnames too: "Rowan Guest", but not "Deputy Head".
        let isCommonSurname = words.count == 2 && !isTitled && surnames.contains(last.lowercased())
        return (isCommonSurname ? words.dropLast() : words[...]).allSatisfy { canBeOfName($0) }
    }

    static func isTitle(_ word: some StringProtocol) -> Bool {
        titles.contains(String(word.lowercased().unicodeScalars.filter { !$0.isApostrophe }).trimmed(of: ".,"))
    }

    private static func canBeOfName(_ word: some StringProtocol) -> Bool {
        let key = word.lowercased()
        if particles.contains(key) { return true }
        guard word.startsWithCapital,
            word.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "." || $0.unicodeScalars.allSatisfy(\.isApostrophe) })
        else { return false }
        // A full stop ends an initial, never a name.
        if word.holds("."), word.filter({ $0 != "." }).count > 3 { return false }
        let bare = key.trimmed(of: ".")
        return !bodyWords.contains(bare) && !roleWords.contains(bare) && !agendaWords.contains(bare)
            && !bare.hasSuffix("'s") && !bare.hasSuffix("\u{2019}s")
    }

    /// A post without a body: `Clerk`, `Head of Service`, `Vice Chair`.
    static func isRole(_ text: some StringProtocol) -> Bool {
        let words = text.folded.words.map(String.init)
        guard let first = words.first, let last = words.last, words.count <= 9 else { return false }
        if let place = words.firstIndex(where: { ["of", "for"].contains($0) }), place > 0, place <= 4 {
            return words[..<place].contains(where: roleWords.contains)
        }
        if text.folded.hasPrefix("co ordinator") || text.folded.hasPrefix("note taker") { return true }
        let namesBody = words.contains(where: bodyWords.contains)
        return roleWords.contains(last) && last != "staff"
            || !namesBody && (roleWords.contains(first) || words.contains(where: roleWords.contains))
    }

    /// Two to four letters that stand for a person: `JM`, `AMcD`, `J.M.`, `SGa`.
    static func isInitials(_ text: some StringProtocol) -> Bool {
        guard text.mayBeLetters(atMost: 4) else { return false }
        let letters = String(text.filter { $0 != "." && $0 != "-" })
        guard (2...4).contains(letters.count), letters.allSatisfy({ $0.isLetter }), letters.startsWithCapital else {
            return false
        }
        return letters.filter(\.isUppercase).count >= 2
            && letters.suffix(2).contains { $0.isUppercase || letters.count > 2 }
            && !notInitials.contains(letters.uppercased())
    }

    private static let notInitials: Set<String> = [
        "AOB", "ALL", "TBC", "TBA", "TBD", "THE", "NA", "AND", "FOR", "NOT", "NHS", "LSCB", "DFES", "DCSF", "DFE",
        "FGM",
        "CRB", "DBS", "GOL", "PDF", "DVD", "CAF", "LADO", "MASH", "USA", "UK", "II", "III", "IV", "VI", "VII", "VIII",
        "IX",
        "BY", "TO", "OF", "IN", "ON", "AT", "OR", "NO", "IT", "IS", "BE", "WE", "SEN", "SEND", "LAC", "CME", "CSE",
        "EHE",
        "DATE", "DUE", "DONE", "OPEN", "ITEM", "PLUS", "NSPCC", "POLICE", "AGM", "CPD", "ICT", "HR", "URN", "CCG",
    ]

    /// The initials by which a name may be called, in capitals.
    static func initials(of name: String) -> Set<String> {
        var words = name.words.map { $0.trimmed(of: ".,") }
        while words.count > 1, let first = words.first, isTitle(first) { words.removeFirst() }
        // "AMH" for initials run together.
        words = words.flatMap { word in
            word.holds(".") ? word.split(separator: ".").map(String.init) : [word]
        }
        guard words.count >= 2, let first = words.first?.first, let last = words.last else { return [] }
        var found: Set<String> = []
        let whole = words.compactMap(\.first).map { $0.uppercased() }.joined()
        let short = first.uppercased() + (last.first.map { $0.uppercased() } ?? "")
        found = [whole, short]
        let parts = words.flatMap { $0.split(separator: "-") }
        found.insert(parts.compactMap(\.first).map { $0.uppercased() }.joined())
        found.insert(
            parts.filter { !particles.contains($0.lowercased()) }.compactMap(\.first).map { $0.uppercased() }.joined()
        )
        if last.hasPrefix("Mc") || last.hasPrefix("Mac"),
            let second = last.dropFirst(last.hasPrefix("Mc") ? 2 : 3).first,
            second.isUppercase
        {
            found.insert(short + "C" + second.uppercased())
            found.insert(short + second.uppercased())
        }
        if last.dropFirst().first.map({ $0.unicodeScalars.allSatisfy(\.isApostrophe) }) ?? false,
            let second = last.dropFirst(2).first
        {
            found.insert(short + second.uppercased())
        }
        return found
    }

    /// Whether initials that a source writes can be those of a name: `SGa` is Sarah Gee's beside another SG.
    static func initials(_ written: some StringProtocol, areOf name: String) -> Bool {
        let letters = String(written.filter(\.isLetter))
        let own = initials(of: name)
        if own.contains(letters.uppercased()) { return true }
        let capitals = String(letters.filter(\.isUppercase))
        return letters.count > 2 && capitals.count >= 2 && own.contains(capitals)
    }
}

extension Names {
    /// Whether a text begins as a heading or a thing does, not as someone who acts.
    static func opensHeading(_ text: some StringProtocol) -> Bool {
        text.folded.words.contains { agendaWords.contains(String($0)) }
    }
}
