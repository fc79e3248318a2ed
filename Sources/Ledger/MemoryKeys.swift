/// Keys that are gone when the process is: for tests and trials.
package actor MemoryKeys: Keys {
    private enum Slot {
        case holds([UInt8])
        case destroyed
    }

    private var slots: [SecretName: Slot] = [:]

    package init() {}

    package func secrets(_ names: [SecretName]) -> [SecretName: [UInt8]] {
        var found: [SecretName: [UInt8]] = [:]
        for name in names { found[name] = secret(at: name) }
        return found
    }

    package func create(_ secrets: [SecretName: [UInt8]]) -> [SecretName: [UInt8]] {
        for (name, value) in secrets where slots[name] == nil { slots[name] = .holds(value) }
        return self.secrets(Array(secrets.keys))
    }

    package func replace(_ changes: [SecretChange]) -> Bool {
        guard changes.allSatisfy({ !isDestroyed($0.name) && secret(at: $0.name) == $0.old }) else { return false }
        for change in changes { slots[change.name] = change.new.map(Slot.holds) }
        return true
    }

    package func destroy(_ names: [SecretName]) {
        for name in names { slots[name] = .destroyed }
    }

    package func destroyed(_ names: [SecretName]) -> Set<SecretName> {
        Set(names.filter(isDestroyed))
    }

    package func names(kind: String) -> [SecretName] {
        slots.keys.filter { $0.kind == kind && !isDestroyed($0) }.sorted()
    }

    package func tombstones(kind: String) -> [SecretName] {
        slots.keys.filter { $0.kind == kind && isDestroyed($0) }.sorted()
    }

    private func secret(at name: SecretName) -> [UInt8]? {
        guard case .holds(let value) = slots[name] else { return nil }
        return value
    }

    private func isDestroyed(_ name: SecretName) -> Bool {
        guard case .destroyed = slots[name] else { return false }
        return true
    }
}
