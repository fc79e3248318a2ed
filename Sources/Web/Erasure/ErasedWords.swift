package import Vault

extension Opener {
    /// The text, or a calm sentence in its place where it was erased.
    package func words(_ sealed: Sealed<String>) -> String {
        switch open(sealed) {
        case .value(let text): text
        case .erased: "These words were erased."
        default: ""
        }
    }
}
