import HTML
import Safeguarding

/// What the spine lists: only what the person's roles use.
enum Navigation {
    static let raise: Link = "/matters/new"
}

extension Visit {
    func navigation() async throws -> [NavItem] {
        var items = [NavItem("Home", "/")]
        if allows(.seeNetwork) { items.append(NavItem("Members", "/members")) }
        return items
    }
}
