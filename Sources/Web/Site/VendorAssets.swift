package import HTML

/// A file that pages ask for: ours, shipped in `Assets/`, or one from the operating system's packages.
package enum Asset: String, CaseIterable, Sendable {
    case stylesheet = "app.css"
    case icon = "icon.svg"
    case askIfScript = "ask-if.js"
    case chartsScript = "charts.js"
    case keepScript = "keep.js"
    case pressOnceScript = "press-once.js"
    case printScript = "print.js"
    case chartLibrary = "vendor/chart.min.js"
    case bootstrap = "vendor/bootstrap.min.css"
    case interRegular = "vendor/inter/Inter-Regular.otf"
    case interSemiBold = "vendor/inter/Inter-SemiBold.otf"
    case interDisplaySemiBold = "vendor/inter/InterDisplay-SemiBold.otf"

    /// The name under the assets' address, and for ours the name in `Assets/`.
    package var name: String { rawValue }

    package var contentType: String {
        switch self {
        case .stylesheet, .bootstrap: "text/css; charset=utf-8"
        case .icon: "image/svg+xml"
        case .askIfScript, .chartsScript, .chartLibrary, .keepScript, .pressOnceScript, .printScript:
            "text/javascript; charset=utf-8"
        case .interRegular, .interSemiBold, .interDisplaySemiBold: "font/otf"
        }
    }

    /// Where Debian and its relatives put the file, likeliest first; empty for ours. None is ever committed here.
    package var systemPaths: [String] {
        switch self {
        case .stylesheet, .icon, .askIfScript, .chartsScript, .keepScript, .pressOnceScript, .printScript: []
        case .chartLibrary:
            ["/usr/share/javascript/chart.js/chart.min.js", "/usr/share/nodejs/chart.js/dist/chart.min.js"]
        case .bootstrap:
            [
                "/usr/share/bootstrap-html/css/bootstrap.min.css",
                "/usr/share/javascript/bootstrap5/css/bootstrap.min.css",
                "/usr/share/nodejs/bootstrap/dist/css/bootstrap.min.css",
            ]
        case .interRegular: Asset.interPaths("Inter-Regular.otf")
        case .interSemiBold: Asset.interPaths("Inter-SemiBold.otf")
        case .interDisplaySemiBold: Asset.interPaths("InterDisplay-SemiBold.otf")
        }
    }

    /// The package that brings the file; `nil` for ours.
    package var systemPackage: String? {
        switch self {
        case .stylesheet, .icon, .askIfScript, .chartsScript, .keepScript, .pressOnceScript, .printScript: nil
        case .bootstrap: "libjs-bootstrap5"
        case .chartLibrary: "libjs-chart.js"
        case .interRegular, .interSemiBold, .interDisplaySemiBold: "fonts-inter"
        }
    }

    /// Whether pages say all that they say without it.
    package var isOptional: Bool { self == .chartLibrary }

    private static func interPaths(_ file: String) -> [String] {
        ["/usr/share/fonts/opentype/inter/", "/usr/share/fonts/otf/inter/", "/usr/share/fonts/inter/"].map { $0 + file }
    }
}

/// The address under which this build's assets are served. It changes with their content, so they may be cached for a
/// year.
package struct AssetAddress: Sendable {
    private let base: Link

    /// - Parameter version: A short hash over the assets' bytes.
    package init(version: String) {
        base = "/assets/\(version)"
    }

    package func link(_ asset: Asset) -> Link {
        // Not interpolated as text, which would encode the slashes of our own names.
        Link(local: "\(base.text)/\(asset.name)") ?? base
    }
}
