/// Blocks and scripts of Unicode that patterns of this region name.
enum UnicodeRanges {
  /// The test behind `InLatin_Extended_Additional`, `IsLatin` or `IsKhmer`; nil for others.
  static func test(_ name: String) -> (@Sendable (Unicode.Scalar) -> Bool)? {
    let plain = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    if plain.hasPrefix("in") {
      guard let block = blocks[String(plain.dropFirst(2))] else { return nil }
      return { block.contains($0.value) }
    }
    guard plain.hasPrefix("is"), let script = scripts[String(plain.dropFirst(2))] else {
      return nil
    }
    return { scalar in
      script.contains { $0.contains(scalar.value) } && scalar.properties.isAlphabetic
    }
  }

  private static let blocks: [String: ClosedRange<UInt32>] = [
    "basiclatin": 0x00...0x7F, "latin1supplement": 0x80...0xFF, "latinextendeda": 0x100...0x17F,
    "latinextendedb": 0x180...0x24F, "combiningdiacriticalmarks": 0x300...0x36F,
    "greek": 0x370...0x3FF, "cyrillic": 0x400...0x4FF, "thai": 0xE00...0xE7F, "lao": 0xE80...0xEFF,
    "khmer": 0x1780...0x17FF, "latinextendedadditional": 0x1E00...0x1EFF,
    "generalpunctuation": 0x2000...0x206F, "cjkunifiedideographs": 0x4E00...0x9FFF,
    "cham": 0xAA00...0xAA5F,
  ]

  /// Letters only; of the ranges the parts that hold the script's letters.
  private static let scripts: [String: [ClosedRange<UInt32>]] = [
    "latin": [
      0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0x2B8, 0x1E00...0x1EFF,
      0x2C60...0x2C7F, 0xA722...0xA787, 0xFF21...0xFF3A, 0xFF41...0xFF5A,
    ],
    "greek": [0x370...0x3FF, 0x1F00...0x1FFF], "cyrillic": [0x400...0x52F, 0x1C80...0x1C8F],
    "thai": [0xE00...0xE7F], "lao": [0xE80...0xEFF], "khmer": [0x1780...0x17FF],
    "han": [0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2FA1F],
    "cham": [0xAA00...0xAA5F],
  ]
}
