package import HTML

/// A page without the spine: for people who are not signed in.
///
/// ```swift
/// sheet(Sheet(title: "Your answer", heading: "Are you coming?", assets: assets) { form })
/// ```
package struct Sheet: Sendable {
    package enum Look: Sendable {
        /// Our name on top: invitations, answers by link, the checkpoint.
        case ours
        /// No name and no web font, and a way out that stays in view: pages for pupils and parents.
        case discreet(leave: Link)
    }

    package var title: String
    package var look: Look
    package var eyebrow: String?
    package var heading: String
    package var lead: String?
    package var notice: Markup?
    package var errors: [FieldError]
    package var assets: AssetAddress
    package var isDemonstration: Bool
    package var content: Markup

    package init(
        title: String,
        look: Look = .ours,
        eyebrow: String? = nil,
        heading: String,
        lead: String? = nil,
        notice: Markup? = nil,
        errors: [FieldError] = [],
        assets: AssetAddress,
        isDemonstration: Bool = false,
        @Contents content: () -> Markup
    ) {
        self.title = title
        self.look = look
        self.eyebrow = eyebrow
        self.heading = heading
        self.lead = lead
        self.notice = notice
        self.errors = errors
        self.assets = assets
        self.isDemonstration = isDemonstration
        self.content = content()
    }
}

/// The whole page of a `Sheet`.
package func document(_ sheet: Sheet) -> Markup {
    HTML.document(.lang("en-GB")) {
        documentHead(title: sheet.errors.tabTitle(sheet.title), assets: sheet.assets, scripts: [.pressOnceScript])
        body(.class(sheet.look.bodyClass)) {
            skipLink
            if case .discreet(let leave) = sheet.look {
                header(.class("leave")) {
                    a(.href(leave), .rel("noreferrer"), .accesskey("q")) { "Leave this page quickly" }
                }
            }
            main(.class("sheet"), .id("main")) {
                if sheet.isDemonstration { demonstrationBanner }
                if case .ours = sheet.look {
                    p(.class("brand mb-4")) {
                        brandMark; "Safeloop"
                    }
                }
                errorSummary(sheet.errors)
                sheet.notice
                if let eyebrow = sheet.eyebrow { p(.class("eyebrow")) { eyebrow } }
                h1 { sheet.heading }
                if let lead = sheet.lead { p(.class("lead")) { lead } }
                sheet.content
            }
        }
    }
}

extension Sheet.Look {
    fileprivate var bodyClass: String {
        switch self {
        case .ours: "covered"
        case .discreet: "public"
        }
    }
}

/// The page in two halves: the promise on the left, a form on the right. Signing in, and the first password.
///
/// ```swift
/// document(Doorway(title: "Sign in", heading: "Sign in", network: network, assets: assets) { form })
/// ```
package struct Doorway: Sendable {
    package var title: String
    package var heading: String
    /// The network's name, under the heading.
    package var network: String
    package var notice: Markup?
    package var errors: [FieldError]
    package var assets: AssetAddress
    package var isDemonstration: Bool
    package var content: Markup

    package init(
        title: String,
        heading: String,
        network: String,
        notice: Markup? = nil,
        errors: [FieldError] = [],
        assets: AssetAddress,
        isDemonstration: Bool = false,
        @Contents content: () -> Markup
    ) {
        self.title = title
        self.heading = heading
        self.network = network
        self.notice = notice
        self.errors = errors
        self.assets = assets
        self.isDemonstration = isDemonstration
        self.content = content()
    }
}

/// The whole page of a `Doorway`.
package func document(_ doorway: Doorway) -> Markup {
    HTML.document(.lang("en-GB")) {
        documentHead(
            title: doorway.errors.tabTitle(doorway.title) + ", Safeloop",
            assets: doorway.assets,
            scripts: [.pressOnceScript]
        )
        body {
            skipLink
            div(.class("gate")) {
                header(.class("gate-art")) {
                    gateRing
                    p(.class("brand mb-0")) {
                        brandMark; "Safeloop"
                    }
                    p(.class("say")) { "Everything raised comes\u{A0}back." }
                }
                main(.class("gate-in"), .id("main")) {
                    div {
                        if doorway.isDemonstration { demonstrationBanner }
                        errorSummary(doorway.errors)
                        doorway.notice
                        h1 { doorway.heading }
                        p(.class("mb-4")) { doorway.network }
                        doorway.content
                    }
                }
            }
        }
    }
}

/// What hides the screen: no name, no page, only the way back.
///
/// - Parameters:
///   - at: When it was covered, in words: "10:22am".
///   - firstName: Shown in "Not Ruth? Sign out".
///   - back: Where uncovering leads.
package func coverPage(
    at time: String,
    firstName: String,
    back: Link?,
    csrf: String,
    errors: [FieldError] = [],
    assets: AssetAddress
) -> Markup {
    HTML.document(.lang("en-GB")) {
        documentHead(title: errors.tabTitle("Covered"), assets: assets, scripts: [.pressOnceScript])
        body(.class("covered")) {
            main(.class("sheet cover-page"), .id("main")) {
                p(.class("brand")) {
                    brandMark; "Safeloop"
                }
                errorSummary(errors)
                h1(.class("h2 mt-4")) { "Screen covered at \(time)" }
                p { "Your work is kept as you left it." }
                form(.class("panel"), .method("post"), .action("/uncover")) {
                    csrfField(csrf)
                    if let back { hiddenField("back", back.text) }
                    textField(
                        Field("password", "Password", errors: errors),
                        kind: .password,
                        autocomplete: "current-password"
                    )
                    submit("Uncover with your password")
                }
                form(.class("mt-4"), .method("post"), .action("/signout"), .data("forget", "")) {
                    csrfField(csrf)
                    button(.class("as-link meta"), .type("submit")) { "Not \(firstName)? Sign out" }
                }
            }
        }
    }
}

private let gateRing = TrustedMarkup(
    """
    <svg class="loop-art" viewBox="0 0 400 400" aria-hidden="true" focusable="false"><g fill="none" \
    transform="rotate(-86.4 200 200)" stroke-width="18"><circle cx="200" cy="200" r="150" pathLength="100" \
    stroke="#5a4a69" stroke-dasharray="18 2 18 2 18 2 18 22"/><circle cx="200" cy="200" r="150" pathLength="100" \
    stroke="#efa531" stroke-dasharray="0 80 18 2"/></g><g fill="#2b1f36" stroke="#8d7d9b" stroke-width="5"><circle \
    cx="200.0" cy="50.0" r="15" stroke="#efa531"/><circle cx="342.7" cy="153.6" r="15"/><circle cx="288.2" cy="321.4" \
    r="15"/><circle cx="111.8" cy="321.4" r="15"/><circle cx="57.3" cy="153.6" r="15" stroke="#efa531"/></g></svg>
    """
)
