import Almanac
package import Ledger
import Procedures
import Vault

/// What is done about the link of one body: only by whoever may, and only while it has a part in the matter.
protocol BodyLinkCommand: LoopCommand {
    var organisation: ID<Organisation> { get }
}

extension BodyLinkCommand {
    /// Whoever gives a link can read by it what the body reads: so where somebody can be known, it is the Gate's other line.
    package var action: Action { matter.linking }
    package var subjects: Set<Subject> { [Self.subject(matter.id)] }

    /// A link lends nobody the authority to give another. Where the answer is kept from whoever raised it, so are the
    /// links by which it is read.
    package func relations(of actor: Actor, in past: Past) throws(Refusal) -> Set<Relation> {
        if case .body = actor { return [] }
        let scene = try LoopScene(matter, past)
        return scene.relations(of: actor).subtracting(scene.state.toldInstead == nil ? [] : [.raiser])
    }

    /// Addresses of posts are about nobody's child: whoever may give links reads them without opening the matter.
    static func subject(_ matter: ID<Matter>) -> Subject { Matter.subject(matter) }

    func seal(_ text: String, _ context: RuleContext) throws(Refusal) -> Sealed<String> {
        try context.seal(text, under: Self.subject(matter.id))
    }

    func live(_ scene: LoopScene) throws(Refusal) -> BodyLinks.Link {
        guard let link = scene.state.bodies[organisation] else {
            throw .outOfTurn("They have no link that works. Give them one.")
        }
        return link
    }

    /// Where the mails go; nil where nothing was typed.
    func address(_ typed: String, _ context: RuleContext) throws(Refusal) -> Sealed<String>? {
        guard let line = try Text.optionalLine(typed, field: "address", what: "the e-mail address", limit: 254) else {
            return nil
        }
        guard Members.isAddress(line) else {
            throw .invalid("address", "Give an e-mail address like desk@agency.example, or leave it empty.")
        }
        return try seal(line, context)
    }

    /// Where the code goes, which is never where the link goes.
    func code(by way: CodeWay, to typed: String, beside address: String, _ context: RuleContext) throws(Refusal)
        -> Sealed<String>
    {
        let line = try Text.line(typed, field: "code-to", what: "where the code goes", limit: 300)
        if way == .mail {
            guard Members.isAddress(line) else {
                throw .invalid("code-to", "Give another e-mail address, like lead@agency.example.")
            }
            guard line.lowercased() != Text.tidy(address).lowercased() else {
                throw .invalid("code-to", "The link goes there already. Give another address, or choose another way.")
            }
        }
        return try seal(line, context)
    }

    func mail(_ link: ID<BodyLink>, _ sendings: Int, _ context: RuleContext) -> Change {
        Mail.queued(
            Mail.id("body", link, sendings),
            .waits([matter.id]),
            to: .body(link),
            by: context.actor.member
        )
    }

    func until(_ context: RuleContext) -> Day { London.day(context.now).adding(days: BodyLink.days) }
}

extension LoopReference {
    /// What the Gate is asked of whoever gives a link to it.
    package var linking: Action { isPersonal ? .linkConcern : .linkBody }
}

/// Gives an organisation that has no account a link to the part it has in a matter. Its secret and its code are on the
/// desk, as digests.
package struct GiveBodyLink: BodyLinkCommand {
    package let matter: LoopReference
    package let organisation: ID<Organisation>
    package let link: ID<BodyLink>
    package let post: String
    package let address: String
    package let codeBy: CodeWay
    package let codeTo: String
    /// Whether the network has a mail server.
    package let isMailed: Bool

    package init(
        _ matter: LoopReference,
        to organisation: ID<Organisation>,
        link: ID<BodyLink> = ID(),
        post: String,
        address: String,
        codeBy: CodeWay,
        codeTo: String,
        isMailed: Bool
    ) {
        (self.matter, self.organisation, self.link) = (matter, organisation, link)
        (self.post, self.address, self.codeBy, self.codeTo) = (post, address, codeBy, codeTo)
        self.isMailed = isMailed
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let events = try events(open(past, context), context)
        let given = Change(Matter.stream(matter.id), events)
        return isMailed && !Text.tidy(address).isEmpty ? [given, mail(link, 1, context)] : [given]
    }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard scene.hasPart(organisation) else {
            throw .outOfTurn("They have no part in this matter any more. Look at it again.")
        }
        let post = try Text.optionalLine(post, field: "post", what: "the post", limit: 120)
        let sealed = try self.address(address, context)
        return [
            BodyLinkGiven(
                matter: matter.id,
                link: link,
                organisation: organisation,
                post: post,
                address: sealed,
                codeBy: codeBy,
                codeTo: try code(by: codeBy, to: codeTo, beside: address, context),
                until: until(context),
                by: context.actor.member
            )
        ]
    }
}

/// Sends a body's link again: to the same address or to another, for another while.
package struct SendBodyLink: BodyLinkCommand {
    package let matter: LoopReference
    package let organisation: ID<Organisation>
    package let address: String
    package let isMailed: Bool

    package init(_ matter: LoopReference, to organisation: ID<Organisation>, address: String, isMailed: Bool) {
        (self.matter, self.organisation, self.address, self.isMailed) = (matter, organisation, address, isMailed)
    }

    package func decide(_ past: Past, _ context: RuleContext) throws(Refusal) -> [Change] {
        let scene = try open(past, context)
        let (link, events) = (try live(scene), try events(scene, context))
        let sent = Change(Matter.stream(matter.id), events)
        return isMailed && !Text.tidy(address).isEmpty ? [sent, mail(link.id, link.sendings + 1, context)] : [sent]
    }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        [
            BodyLinkSent(
                matter: matter.id,
                link: try live(scene).id,
                address: try address(address, context),
                until: until(context),
                by: context.actor.member
            )
        ]
    }
}

/// Makes another code for a link that goes on working: somebody else has the post now, or the code was lost.
package struct MakeBodyCode: BodyLinkCommand {
    package let matter: LoopReference
    package let organisation: ID<Organisation>
    package let codeBy: CodeWay
    package let codeTo: String
    /// Where the link went last, for it may not go there.
    package let address: String

    package init(
        _ matter: LoopReference,
        for organisation: ID<Organisation>,
        codeBy: CodeWay,
        codeTo: String,
        address: String
    ) {
        (self.matter, self.organisation, self.codeBy, self.codeTo) = (matter, organisation, codeBy, codeTo)
        self.address = address
    }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        [
            BodyCodeMade(
                matter: matter.id,
                link: try live(scene).id,
                codeBy: codeBy,
                codeTo: try code(by: codeBy, to: codeTo, beside: address, context),
                by: context.actor.member
            )
        ]
    }
}

/// Ends a body's link, wherever it was passed.
package struct EndBodyLink: BodyLinkCommand {
    package let matter: LoopReference
    package let organisation: ID<Organisation>

    package init(_ matter: LoopReference, of organisation: ID<Organisation>) {
        (self.matter, self.organisation) = (matter, organisation)
    }

    /// Of a matter that has ended too: a link still shows what came of it.
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let link = scene.state.bodies[organisation] else { return [] }
        return [BodyLinkEnded(matter: matter.id, link: link.id, by: context.actor.member)]
    }
}

/// Too many wrong codes: nobody opens it until it is sent again, or has another code.
struct LockBodyLink: LoopCommand {
    let matter: LoopReference
    let link: ID<BodyLink>

    var action: Action { .runJob }
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard let known = scene.state.bodies[link], !known.isLocked else { return [] }
        return [BodyLinkLocked(matter: matter.id, link: link)]
    }
}

/// Whoever typed the right code says who they are. It is written down before anything is opened.
package struct EnterAsBody: LoopCommand {
    package let matter: LoopReference
    package let name: String
    package let post: String

    package init(_ matter: LoopReference, name: String, post: String) {
        (self.matter, self.name, self.post) = (matter, name, post)
    }

    package var action: Action { .seeMatter }
    var isForEnded: Bool { true }

    func decide(_ scene: LoopScene, _ context: RuleContext) throws(Refusal) -> [any DomainEvent] {
        guard case .body(let body) = context.actor else { throw .notAllowed }
        let name = try Text.line(name, field: "name", what: "your name", limit: 120)
        let post = try Text.line(post, field: "post", what: "what you are there", limit: 120)
        return [
            BodyOpened(
                matter: matter.id,
                link: body.link,
                opening: body.opening,
                organisation: body.organisation,
                name: try context.seal(name, under: scene.subject),
                post: try context.seal(post, under: scene.subject)
            )
        ]
    }
}

extension LoopScene {
    /// Whether an organisation has a part in the matter, or is asked to have one.
    func hasPart(_ organisation: ID<Organisation>) -> Bool {
        let parties = [state.holder, state.offer?.to].compactMap(\.self) + state.parties.compactMap(\.party)
        return parties.contains(.organisation(organisation)) || state.toldInstead == .organisation(organisation)
    }

    /// Whether the link of a body works, and is this one.
    func opens(for body: Actor.Body, at now: Instant) -> Bool {
        guard let link = state.bodies[body.link], body.matter == id else { return false }
        return link.organisation == body.organisation && London.day(now) <= link.until
    }

    /// As a body somebody has the part that the organisation has, and no other.
    func relations(of body: Actor.Body) -> Set<Relation> {
        guard body.matter == id, state.bodies[body.link]?.organisation == body.organisation else { return [] }
        let party = Party.organisation(body.organisation)
        var relations: Set<Relation> = []
        if state.holder == party || state.offer?.to == party { relations.insert(.holder) }
        if state.parties.contains(where: { $0.party == party }) || state.toldInstead == .organisation(body.organisation)
        {
            relations.insert(.party)
        }
        return relations
    }
}
