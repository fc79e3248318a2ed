import HTML
import Hummingbird
import Ledger
import Procedures
import Safeguarding

/// Putting a version of a procedure into use, and taking one out of use.
enum ProcedurePublishing {
    // MARK: A new version

    /// What was typed or sent.
    private struct Typed {
        var text: String
        /// Texts of lists that came with it.
        var lists: [String] = []
        var reason = ""

        init(text: String) {
            self.text = text
        }

        init(_ form: Form) {
            text = form["text"]
            lists = form.all("list").filter { !$0.allSatisfy(\.isWhitespace) }
            reason = form["reason"]
        }

        /// Takes a procedure and lists from files in place of what was typed.
        mutating func take(_ files: [Form.File]) throws(Refusal) {
            var hasProcedure = false
            for file in files {
                guard let text = String(validating: file.bytes, as: UTF8.self) else {
                    throw .invalid("file", "\(file.name) is no text in UTF-8. Choose the YAML file itself.")
                }
                if ProcedureFile.isList(text) {
                    lists.removeAll { ProcedureFile.listName(in: $0) == ProcedureFile.listName(in: text) }
                    lists.append(text)
                } else if hasProcedure {
                    throw .invalid("file", "Choose one procedure. The other files can only be lists of options.")
                } else {
                    (self.text, hasProcedure) = (text, true)
                }
            }
        }
    }

    static func page(_ visit: Visit) async throws -> Response {
        let rows = try await visit.readings.procedureVersions(of: visit.query("of") ?? "")
        let known = rows.first(where: \.isCurrent) ?? rows.first
        let own = try await ownText(visit)
        return try await visit.page(form(visit, Typed(text: own ?? known?.text ?? ""), errors: []))
    }

    /// What an authority uses, as the next version of the network.
    private static func ownText(_ visit: Visit) async throws -> String? {
        guard let id = visit.query("of"), let authority = ID<Organisation>(visit.query("at") ?? ""),
            let number = try await visit.readings.adoptions(of: id, at: authority).first?.inUse,
            let own = try await visit.readings.localTexts(of: id, at: authority).first(where: { $0.version == number }),
            let highest = try await visit.readings.procedureVersions(of: id).first?.version
        else { return nil }
        return own.text.replacing(
            "\nversion: \(own.upstream)\n",
            with: "\nversion: \(highest + 1)\n",
            maxReplacements: 1
        )
    }

    private static func form(
        _ visit: Visit,
        _ typed: Typed,
        errors: [FieldError],
        checked: Markup? = nil
    ) -> Page {
        Page(
            title: "Publish a procedure",
            current: "/procedures",
            eyebrow: a(.href("/procedures")) { "Procedures" },
            heading: "Publish a procedure",
            lead: "What is open under an earlier version goes on as it began.",
            errors: errors
        ) {
            if let checked {
                checked
                sec("draft", "Publish it") { fields(visit, typed, errors) }
            } else {
                fields(visit, typed, errors)
            }
        }
    }

    private static func fields(_ visit: Visit, _ typed: Typed, _ errors: [FieldError]) -> Markup {
        postForm(to: "/procedures/new", csrf: visit.csrf, command: visit.newCommand, uploads: true) {
            fileField(
                Field(
                    "file",
                    "Its file",
                    hint:
                        "YAML. Choose the lists of options that it refers to with it; those in use here already are known.",
                    errors: errors
                ),
                accept: ".yaml,.yml,application/yaml,text/plain",
                multiple: true
            )
            textArea(
                Field("text", "Or its text", hint: "A file takes the place of what stands here.", errors: errors),
                value: typed.text,
                rows: 20
            )
            for (index, list) in typed.lists.enumerated() {
                textArea(
                    Field(
                        "list",
                        "List \(ProcedureFile.listName(in: list) ?? "of options")",
                        id: "list-\(index + 1)"
                    ),
                    value: list,
                    rows: 8
                )
            }
            textArea(
                Field(
                    "reason",
                    "Why it is published",
                    hint: "For everybody who looks at its versions: who agreed it, and when.",
                    errors: errors
                ),
                value: typed.reason,
                rows: 3
            )
            acts {
                submit("Publish", name: "go", value: "publish")
                submit("Check it", .quiet, name: "go", value: "check")
                linkButton("Cancel", "/procedures", .plain)
            }
        }
    }

    static func publish(_ visit: Visit) async throws -> Response {
        var typed = Typed(visit.form)
        do {
            try typed.take(visit.form.files("file"))
            let lists = try await lists(visit, typed)
            guard visit.form["go"] == "publish" else { return try await check(visit, typed, lists) }
            let command = PublishProcedure(text: typed.text, lists: lists, reason: typed.reason)
            try await visit.perform(command)
            guard let name = ProcedureFile.name(in: typed.text) else { return try await visit.done("/procedures") }
            return try await visit.done("/procedures/\(name)", "It is in use now.")
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(form(visit, typed, errors: problems.fieldErrors))
        }
    }

    /// Says that nothing is wrong, and what would be different.
    private static func check(_ visit: Visit, _ typed: Typed, _ lists: [String: String]) async throws -> Response {
        let draft = try ProcedureDraft(typed.text, lists: lists)
        let definition = draft.definition
        let versions = try await visit.readings.procedureVersions(of: definition.id)
        if let highest = versions.first?.version, definition.version <= highest {
            throw Refusal.invalid("text", draft.versionTaken(highest))
        }
        return try await visit.page(
            form(
                visit,
                typed,
                errors: [],
                checked: Markup {
                    notice(
                        "Nothing is wrong with it.",
                        "\(definition.title), version \(definition.version): "
                            + "\(Words.count(definition.fields.count, "field")), "
                            + "\(Words.count(definition.duties.count, "duty", plural: "duties")), "
                            + "\(Words.count(definition.outcomes.count, "outcome")). Nothing is published yet."
                    )
                    if let before = versions.first, let earlier = before.procedure {
                        ProcedurePages.differences(
                            ProcedureDifferences(earlier, draft.version),
                            before.version,
                            "\(definition.version)"
                        )
                    }
                }
            )
        )
    }

    /// Lists by name: those that came with it, else those it had before, those in use, and those that are shipped.
    private static func lists(_ visit: Visit, _ typed: Typed) async throws -> [String: String] {
        var lists = (try? ShippedProcedures.lists()) ?? [:]
        for row in try await visit.readings.procedures().sorted(by: { $0.publishedAt < $1.publishedAt }) {
            lists.merge(row.lists) { $1 }
        }
        if let name = ProcedureFile.name(in: typed.text),
            let before = try await visit.readings.procedureVersions(of: name).first
        {
            lists.merge(before.lists) { $1 }
        }
        for text in typed.lists {
            if let name = ProcedureFile.listName(in: text) { lists[name] = text }
        }
        return lists
    }

    // MARK: What is shipped

    static func publishShipped(_ visit: Visit) async throws -> Response {
        try await visit.perform(PublishShipped())
        return try await visit.done("/procedures", "The shipped procedures are in use now.")
    }

    // MARK: Withdrawing

    static func withdrawPage(_ visit: Visit) async throws -> Response {
        try await visit.page(try await withdrawal(visit, errors: []))
    }

    private static func withdrawal(_ visit: Visit, errors: [FieldError]) async throws -> Page {
        guard let row = try await visit.procedureVersions().first(where: \.isCurrent) else {
            throw Refusal.outOfTurn("This procedure was withdrawn already.")
        }
        return Page(
            title: "Withdraw a procedure",
            current: "/procedures",
            eyebrow: a(.href("/procedures/\(row.id)")) { row.title },
            heading: "Withdraw \(row.title)?",
            errors: errors
        ) {
            ul {
                li { "Nothing new can be raised under it." }
                li { "What is open under it goes on as it began, until it is closed." }
                li { "An authority with a text of its own uses that until it decides whether to keep it. It is asked." }
                li { "Its versions stay to be read. A later version puts it into use again." }
            }
            postForm(to: "/procedures/\(row.id)/withdraw", csrf: visit.csrf, command: visit.newCommand) {
                textArea(
                    Field("reason", "Why it is withdrawn", hint: "For everybody who looks for it.", errors: errors),
                    value: visit.form["reason"],
                    rows: 3
                )
                acts {
                    submit("Withdraw it")
                    linkButton("Keep it", "/procedures/\(row.id)", .plain)
                }
            }
        }
    }

    static func withdraw(_ visit: Visit) async throws -> Response {
        let name = try visit.parameter("procedure")
        do {
            try await visit.perform(WithdrawProcedure(procedure: name, reason: visit.form["reason"]))
        } catch Refusal.invalid(let problems) {
            return try await visit.refusedPage(try await withdrawal(visit, errors: problems.fieldErrors))
        }
        return try await visit.done("/procedures/\(name)", "It is withdrawn.")
    }
}
