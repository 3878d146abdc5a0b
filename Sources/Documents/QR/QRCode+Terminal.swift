/// What a terminal or a sheet of paper shows where nothing is printed.
package enum TextBackground: Sendable, Hashable {
  /// Light letters on a dark screen: blocks are drawn for the white modules.
  case dark
  /// Dark letters on white: blocks are drawn for the black modules.
  case light
}

extension QRCode {
  /// The symbol with its quiet zone in half blocks, two rows of modules a line, one column a
  /// module.
  package func halfBlocks(on background: TextBackground) -> [String] {
    let edge = -Self.quietZone
    let end = side + Self.quietZone
    return stride(from: edge, to: end, by: 2).map { y in
      String(
        (edge..<end).map { x in
          // Below the last row of an odd symbol there is paper, not ink of either kind.
          let below = y + 1 < end ? isInked(x: x, y: y + 1, on: background) : false
          return Self.block(upper: isInked(x: x, y: y, on: background), lower: below)
        })
    }
  }

  private func isInked(x: Int, y: Int, on background: TextBackground) -> Bool {
    isDark(x: x, y: y) == (background == .light)
  }

  private static func block(upper: Bool, lower: Bool) -> Character {
    switch (upper, lower) {
    case (true, true): "█"
    case (true, false): "▀"
    case (false, true): "▄"
    case (false, false): " "
    }
  }
}
