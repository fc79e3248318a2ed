package import HTML

/// What stands around every page of a signed-in member: spine, menu, cover, foot. One for each request.
///
/// ```swift
/// let frame = Frame(viewer: "Ruth Adeyemi", role: "Network coordinator", nav: nav, csrf: token, assets: assets)
/// let html = frame.document(
///     Page(title: "Home", current: "/", eyebrow: "Thursday 12 February 2026", heading: Words.waitingForYou(4)) {
///         rowsSection
///     })
/// ```
package struct Frame: Sendable {
    /// The member's name, and what they are here: a role or an organisation.
    package var viewer: String
    package var role: String
    package var nav: [NavItem]
    /// Goes into the sign-out and cover forms.
    package var csrf: String
    package var assets: AssetAddress
    /// Where "Raise something" leads; `nil` leaves the button out.
    package var raise: Link?
    /// Where the page itself is, so that uncovering comes back to it.
    package var here: Link?
    /// One sentence about the last checkpoint: "Last checkpoint today at 6:00am, number 4,118."
    package var checkpoint: String?
    package var isDemonstration: Bool

    package init(
        viewer: String,
        role: String,
        nav: [NavItem],
        csrf: String,
        assets: AssetAddress,
        raise: Link? = nil,
        here: Link? = nil,
        checkpoint: String? = nil,
        isDemonstration: Bool = false
    ) {
        self.viewer = viewer
        self.role = role
        self.nav = nav
        self.csrf = csrf
        self.assets = assets
        self.raise = raise
        self.here = here
        self.checkpoint = checkpoint
        self.isDemonstration = isDemonstration
    }
}

/// One line of the spine. The count is of what waits for the viewer there, or is new; 0 shows nothing.
package struct NavItem: Sendable {
    package var label: String
    package var link: Link
    package var waiting: Int
    /// What those are that are counted: "3 waiting".
    package var word: String

    package init(_ label: String, _ link: Link, waiting: Int = 0, as word: String = "waiting") {
        self.label = label
        self.link = link
        self.waiting = waiting
        self.word = word
    }
}

/// One page's own content, for `Frame.document`.
package struct Page: Sendable {
    /// The tab's title, without the product's name. A reference ("Matter 2417"), never a person or a kind of concern.
    package var title: String
    /// The link of the `NavItem` that this page belongs to.
    package var current: Link?
    /// The line above the heading.
    package var eyebrow: Markup?
    package var heading: String
    /// One sentence under the heading.
    package var lead: String?
    /// More under the lead: a boxed tag, `acts { … }`, a `printLine`.
    package var underLead: Markup?
    /// What was just done, shown above the heading.
    package var notice: Markup?
    /// The errors of a form that came back. The title then begins "Error:".
    package var errors: [FieldError]
    package var content: Markup
    package var scripts: [Asset]

    package init(
        title: String,
        current: Link? = nil,
        eyebrow: Markup? = nil,
        heading: String,
        lead: String? = nil,
        underLead: Markup? = nil,
        notice: Markup? = nil,
        errors: [FieldError] = [],
        scripts: [Asset] = [.pressOnceScript],
        @Contents content: () -> Markup
    ) {
        self.title = title
        self.current = current
        self.eyebrow = eyebrow
        self.heading = heading
        self.lead = lead
        self.underLead = underLead
        self.notice = notice
        self.errors = errors
        self.scripts = scripts
        self.content = content()
    }
}

extension Frame {
    /// The whole page.
    package func document(_ page: Page) -> Markup {
        HTML.document(.lang("en-GB")) {
            documentHead(title: page.errors.tabTitle(page.title) + ", Safeloop", assets: assets, scripts: page.scripts)
            body {
                skipLink
                topbar(page)
                div(.class("app")) {
                    spine(page)
                    main(.class("page"), .id("main")) {
                        if isDemonstration { demonstrationBanner }
                        errorSummary(page.errors)
                        page.notice
                        pageHead(page)
                        page.content
                        foot
                    }
                }
            }
        }
    }

    private func pageHead(_ page: Page) -> Markup {
        div(.class("page-head")) {
            if let eyebrow = page.eyebrow { p(.class("eyebrow")) { eyebrow } }
            h1 { page.heading }
            if let lead = page.lead { p(.class("lead mb-0")) { lead } }
            page.underLead
        }
    }

    // MARK: Spine and top bar

    private func topbar(_ page: Page) -> Markup {
        header(.class("topbar")) {
            brandLink
            coverForm(label: "Cover", accesskey: false)
            details(.class("menu")) {
                summary { "Menu" }
                HTML.nav(.aria("label", "Main")) {
                    navList(page)
                    raiseButton
                    div(.class("menu-foot")) {
                        p {
                            b { viewer }
                            ", \(role). "
                            a(.href("/account")) { "Account" }
                        }
                        signOutForm
                    }
                }
            }
        }
    }

    private func spine(_ page: Page) -> Markup {
        header(.class("spine")) {
            brandLink
            raiseButton
            HTML.nav(.aria("label", "Main")) { navList(page) }
            div(.class("spine-foot")) {
                div(.class("who")) {
                    b { viewer }
                    span { role }
                    span(.class("who-acts")) {
                        a(.href("/account")) { "Account" }
                        signOutForm
                    }
                }
            }
            coverForm(label: "Cover this screen", accesskey: true)
        }
    }

    private func navList(_ page: Page) -> Markup {
        ul(.class("nav-list")) {
            for item in nav {
                li {
                    a(.href(item.link), .aria("current", item.link == page.current ? "page" : nil)) {
                        "\(item.label) "
                        if item.waiting > 0 {
                            span(.class("num")) {
                                item.waiting > 99 ? "99+" : String(item.waiting)
                                span(.class("visually-hidden")) { " \(item.word)" }
                            }
                        }
                    }
                }
            }
        }
    }

    private var raiseButton: Markup? {
        raise.map { link in a(.class("btn btn-lamp"), .href(link)) { "Raise something" } }
    }

    private func coverForm(label: String, accesskey: Bool) -> Markup {
        form(.method("post"), .action("/cover"), .class("cover-form")) {
            csrfField(csrf)
            if let here { hiddenField("back", here.text) }
            button(.class("cover"), .type("submit"), accesskey ? .accesskey("c") : .none) { label }
        }
    }

    private var signOutForm: Markup {
        form(.method("post"), .action("/signout"), .data("forget", "")) {
            csrfField(csrf)
            button(.class("as-link"), .type("submit")) { "Sign out" }
        }
    }

    private var foot: Markup {
        footer(.class("foot")) {
            p {
                "Everything here is recorded in the ledger. "
                if let checkpoint { "\(checkpoint) " }
                a(.href("/checkpoint")) { "How to check it" }
            }
        }
    }
}

// MARK: - Parts that all frames share

let demonstrationBanner = Markup {
    p(.class("demo-banner"), .role("note")) { "This is a demonstration. The people in it are made up." }
}

let skipLink = Markup { a(.class("skip"), .href("#main")) { "Skip to main content" } }

/// The ring beside the name.
let brandMark = TrustedMarkup(
    """
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><g fill="none" stroke-width="4.5" \
    transform="rotate(-86.4 16 16)"><circle cx="16" cy="16" r="12" pathLength="100" stroke="currentColor" \
    stroke-dasharray="16.5 3.5 16.5 3.5 16.5 3.5 16.5 23.5"/><circle cx="16" cy="16" r="12" pathLength="100" \
    stroke="#efa531" stroke-dasharray="0 80 16.5 3.5"/></g></svg>
    """
)

let brandLink = Markup {
    a(.class("brand"), .href("/")) {
        brandMark
        "Safeloop"
    }
}

func documentHead(title: String, assets: AssetAddress, scripts: [Asset]) -> Markup {
    head {
        meta(.charset("utf-8"))
        meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
        meta(.name("robots"), .content("noindex"))
        meta(.name("theme-color"), .content("#2b1f36"))
        HTML.title { title }
        icon(href: assets.link(.icon))
        stylesheet(href: assets.link(.bootstrap))
        stylesheet(href: assets.link(.stylesheet))
        for asset in scripts { script(src: assets.link(asset)) }
    }
}
