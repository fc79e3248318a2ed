import Almanac
import Foundation
import HTML
import HTTPTypes
import Hummingbird
import Ledger
import Safeguarding
import Vault

/// What anyone may ask of the ledger: its signed checkpoint, the key that checks it, and that nothing before was changed.
enum CheckpointRoutes {
    static let all: [Route] = [
        .get("/checkpoint", .anyone, page),
        .get("/checkpoint/note", .anyone, note),
        .get("/checkpoint/key", .anyone, key),
        .get("/api/v1/ledger/consistency", .anyone, consistency),
        .get("/api/v1/ledger/inclusion", .role(.seeLedger), inclusion),
    ]

    private static func page(_ visit: Visit) async throws -> Response {
        let signer = try await visit.site.checkpointSigner()
        let head = try await visit.site.office.ledger.tree(size: nil)
        let signed = try signer.note(of: head)
        return .html(
            document(
                Sheet(
                    title: "Checkpoint",
                    eyebrow: try await visit.readings.network()?.name,
                    heading: "The ledger holds \(Words.number(head.size)) events",
                    lead: "Everything that happens here is written into one history that is only ever added to.",
                    assets: visit.site.assets.address,
                    isDemonstration: visit.site.configuration.isDemonstration
                ) {
                    p {
                        "This checkpoint stands for all of it. Keep a copy: if a single character of the history before it were changed later, no checkpoint after it would agree with yours."
                    }
                    pre(.class("panel"), .tabindex(0), .aria("label", "The signed checkpoint")) { signed }
                    p {
                        a(.class("go"), .href("/checkpoint/note")) { "The checkpoint as a file" }
                        " · "
                        a(.class("go"), .href("/checkpoint/key")) { "The key that checks it" }
                    }
                    sec("how", "How to check it") {
                        p {
                            "It is a C2SP tlog-checkpoint, signed with Ed25519 over a Merkle tree as in RFC 9162. On a copy of the ledger, "
                            code { "safeloop ledger verify --checkpoint FILE --public-key KEY" }
                            " says whether the ledger has passed through it. From afar, "
                            code { "/api/v1/ledger/consistency?from=SIZE" }
                            " gives the proof that the tree you kept is the beginning of the tree there is now."
                        }
                        p { a(.class("go"), .href("/")) { "Go to Home" } }
                    }
                }
            )
        )
    }

    private static func note(_ visit: Visit) async throws -> Response {
        let signer = try await visit.site.checkpointSigner()
        return .text(try signer.note(of: try await visit.site.office.ledger.tree(size: nil)))
    }

    private static func key(_ visit: Visit) async throws -> Response {
        .text("\(try await visit.site.checkpointSigner().verifier.description)\n")
    }

    private static func consistency(_ visit: Visit) async throws -> Response {
        guard let from = visit.query("from").flatMap(Int.init) else {
            return .problem("Give the size of the tree that you kept, as ?from=1559.")
        }
        do {
            let proof = try await ProofDocument.Consistency(
                from: from,
                to: visit.query("to").flatMap(Int.init),
                in: visit.site.office.ledger
            )
            return try .json(proof)
        } catch LedgerError.invalid(let sentence) {
            return .problem(sentence)
        }
    }

    private static func inclusion(_ visit: Visit) async throws -> Response {
        guard let position = visit.query("position").flatMap(Int.init) else {
            return .problem("Give the position of an event, from 0, as ?position=7.")
        }
        do {
            let proof = try await ProofDocument.Inclusion(
                of: position,
                size: visit.query("size").flatMap(Int.init),
                in: visit.site.office.ledger
            )
            return try .json(proof)
        } catch LedgerError.invalid(let sentence) {
            return .problem(sentence)
        }
    }
}

extension Site {
    func checkpointSigner() async throws -> CheckpointSigner {
        try CheckpointSigner(name: configuration.checkpointName, key: try await office.vault.signingKey())
    }

    /// The signed checkpoint of everything that has happened, as it is printed on circulated notes.
    package func checkpoint() async throws -> String {
        try await checkpointSigner().note(of: try await office.ledger.tree(size: nil))
    }
}

extension Response {
    static func text(_ text: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        let body = try Coding.encode(value)
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(body)))
        )
    }

    /// RFC 9457, for whoever asks from a program.
    static func problem(_ sentence: String) -> Response {
        struct Problem: Encodable {
            let status: Int
            let title: String
        }
        let problem = Problem(status: 400, title: sentence)
        var response = (try? json(problem, status: .badRequest)) ?? Response(status: .badRequest)
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}
