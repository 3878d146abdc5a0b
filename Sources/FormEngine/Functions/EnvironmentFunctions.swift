extension XPathFunctions {
  static let environment: [String: Entry] = [
    "uuid": Entry(0...1) { arguments in
      let world = arguments.evaluator.world
      guard arguments.count == 1 else { return .string(uuid(&world.random)) }
      let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
      let length = min(max(0, try arguments.integer(0)), 1000)
      return .string(
        String((0..<length).map { _ in letters[Int(world.random.next() % 36)] }))
    },
    "version": Entry(0...0) { .string($0.evaluator.world.model.version) },
    "property": Entry(1...1) { arguments in
      .string(arguments.evaluator.world.environment.properties[try arguments.string(0)] ?? "")
    },
  ]

  /// A version 4 UUID from the session's random source.
  static func uuid(_ random: inout SplitMix64) -> String {
    let high = (random.next() & ~0xF000) | 0x4000
    let low = (random.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let hex: (UInt64, Int) -> String = { value, width in
      let text = String(value, radix: 16)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return [
      hex(high >> 32, 8), hex((high >> 16) & 0xFFFF, 4), hex(high & 0xFFFF, 4),
      hex(low >> 48, 4), hex(low & 0xFFFF_FFFF_FFFF, 12),
    ].joined(separator: "-")
  }
}

extension FormInstance {
  /// Position among the nodes of the same name beside it, counted from 1.
  func position(_ ref: NodeRef) -> Int { tree(ref.tree).position(ref.node) }
}
