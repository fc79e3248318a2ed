import Hummingbird
import Procedures
import Safeguarding

/// The procedures of the network: what they ask of whom, and who puts which version into use.
enum ProcedureRoutes {
    static let all: [Route] = [
        .get("/procedures", .role(.seeProcedures), ProcedurePages.list),
        .post("/procedures", .role(.seeProcedures), ProcedurePages.find),
        .get("/procedures/new", .role(.publishProcedure), ProcedurePublishing.page),
        .post("/procedures/new", .role(.publishProcedure), limit: 3_000_000, ProcedurePublishing.publish),
        .post("/procedures/shipped", .role(.publishProcedure), ProcedurePublishing.publishShipped),
        .get("/procedures/:procedure", .role(.seeProcedures), ProcedurePages.page),
        .get("/procedures/:procedure/versions/:version", .role(.seeProcedures), ProcedurePages.version),
        .get("/procedures/:procedure/versions/:version/file", .role(.seeProcedures), ProcedurePages.file),
        .get("/procedures/:procedure/versions/:version/lists/:list", .role(.seeProcedures), ProcedurePages.listFile),
        .get("/procedures/:procedure/withdraw", .role(.publishProcedure), ProcedurePublishing.withdrawPage),
        .post("/procedures/:procedure/withdraw", .role(.publishProcedure), ProcedurePublishing.withdraw),
    ]
}

extension Visit {
    /// Every version of the procedure of the address, the newest first.
    func procedureVersions() async throws -> [ProcedureRow] {
        let rows = try await readings.procedureVersions(of: try parameter("procedure"))
        guard !rows.isEmpty else { throw Refusal.notFound }
        return rows
    }
}
