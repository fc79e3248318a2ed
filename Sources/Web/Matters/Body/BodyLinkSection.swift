import HTML
import Ledger
import Safeguarding
import Vault

/// One body on the page of links: its link, or the form that gives it one.
struct BodyLinkSection {
    let visit: Visit
    let detail: LoopDetail
    let part: BodyPart
    let name: String
    /// What was just made, to be shown this once.
    let code: String?
    let address: String?
    let opener: Opener
    /// An address that the network knows.
    let known: String
    let errors: [FieldError]
    /// Whether its form came back.
    let isFailed: Bool

    private var to: Link { "/m/\(detail.matter.number)/bodies/\(part.organisation)" }
    private var isOver: Bool { detail.matter.ending != nil }

    var markup: Markup {
        sec("for-\(part.organisation)", name, meta: part.link?.post) {
            if let code { shown(code) }
            if let address { passedOn(address) }
            if let link = part.link { standing(link) } else { give }
        }
    }

    // MARK: What was made

    private func shown(_ code: String) -> Markup {
        Markup {
            p { b { "The code for \(name). It is shown this once." } }
            pre(.class("panel checkpoint"), .tabindex(0), .aria("label", "The code for \(name)")) { code }
            p {
                "Pass it on \(part.link?.codeBy.title ?? "by another way"), to \(codeTo). "
                "Never in the mail that has the link."
            }
        }
    }

    private var codeTo: String { part.link.flatMap { opener.text($0.codeTo) } ?? name }

    private func passedOn(_ address: String) -> Markup {
        Markup {
            p { b { "The link. No mail takes it there: pass it on yourself." } }
            pre(.class("panel checkpoint"), .tabindex(0), .aria("label", "The link for \(name)")) { address }
        }
    }

    // MARK: A link that is there

    private func standing(_ link: BodyLinkRow) -> Markup {
        Markup {
            if link.isLocked {
                warn("It is locked after \(BodyLink.tries) wrong codes.", "Send it again, or make a new code.")
            } else if visit.today > link.until {
                warn("Its time is over.", "It ended on \(Words.fullDay(link.until)). Send it again.")
            }
            facts([
                Fact("Goes to", link.address.flatMap(opener.text) ?? "Passed on by hand"),
                Fact("Works until", Words.fullDay(link.until)),
                Fact("The code goes", "\(Words.capitalised(link.codeBy.title)), to \(codeTo)"),
            ])
            if !isOver { again(link) }
            acts {
                pressForm(
                    "End it",
                    to: "\(to)/end",
                    csrf: visit.csrf,
                    command: visit.newCommand,
                    .plain,
                    about: "for \(name)"
                )
            }
        }
    }

    private func again(_ link: BodyLinkRow) -> Markup {
        let isCode = isFailed && visit.form.has("code-to")
        return Markup {
            details(.open(link.isLocked || visit.today > link.until || (isFailed && !isCode))) {
                summary { "Send it again" }
                postForm(to: "\(to)/send", csrf: visit.csrf, command: visit.newCommand) {
                    addressField(link.address.flatMap(opener.text) ?? "", typed: isFailed && !isCode)
                    acts { submit("Send it again", .quiet, about: "to \(name)") }
                }
            }
            details(.class("mt-3"), .open(isCode)) {
                summary { "Make a new code" }
                p {
                    "For somebody else who has the post now, or where the code was lost. "
                    "The one before it opens nothing more."
                }
                postForm(to: "\(to)/code", csrf: visit.csrf, command: visit.newCommand) {
                    codeFields(way: link.codeBy, to: codeTo, typed: isCode)
                    acts { submit("Make a new code", .quiet, about: "for \(name)") }
                }
            }
        }
    }

    // MARK: The form

    private var give: Markup {
        guard !isOver else { return p { "This is over, so there is no link to give." } }
        return postForm(to: to, csrf: visit.csrf, command: visit.newCommand) {
            textField(
                field(
                    "post",
                    "The post that answers there",
                    hint: "Such as “Returns desk”. Leave it empty for the organisation as a whole."
                ),
                value: isFailed ? visit.form["post"] : "",
                width: .long
            )
            addressField(known, typed: isFailed)
            codeFields(way: nil, to: "", typed: isFailed)
            acts { submit("Give the link", about: "to \(name)") }
        }
    }

    private func addressField(_ value: String, typed: Bool) -> Markup {
        textField(
            field(
                "address",
                "E-mail address of the post",
                hint:
                    "The mail says that something waits, and nothing of what it is. Leave it empty to pass the link on yourself."
            ),
            value: typed ? visit.form["address"] : value,
            kind: .email,
            width: .long
        )
    }

    private func codeFields(way: CodeWay?, to: String, typed: Bool) -> Markup {
        Markup {
            radioField(
                field("code-by", "How does the code reach them?"),
                CodeWay.allCases.map { Choice($0.rawValue, Words.capitalised($0.title)) },
                selected: typed ? visit.form["code-by"] : way?.rawValue
            )
            textField(
                field(
                    "code-to",
                    "Where does it go?",
                    hint: "The number, the postal address or the other e-mail address."
                ),
                value: typed ? visit.form["code-to"] : to,
                width: .long
            )
        }
    }

    private func field(_ name: String, _ label: String, hint: String? = nil) -> Field {
        Field(name, label, hint: hint, id: "\(name)-\(part.organisation)", errors: errors)
    }
}
