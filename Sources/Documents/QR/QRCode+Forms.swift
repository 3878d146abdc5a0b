package import Foundation

extension QRCode {
  /// The symbol with its quiet zone as one SVG element for a web page: one path, crisp at every
  /// size, sized by the page's style sheet (no `width` or `height`). `label` is read aloud.
  package func svg(label: String) -> String {
    let whole = sideWithQuietZone
    var path = ""
    for y in 0..<side {
      for run in darkRuns(y: y) {
        path += "M\(run.lowerBound + Self.quietZone) \(y + Self.quietZone)"
        path += "h\(run.count)v1h-\(run.count)z"
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(whole) \(whole)" \
      shape-rendering="crispEdges" role="img" aria-label="\(Self.escaped(label))">\
      <path fill="#fff" d="M0 0h\(whole)v\(whole)H0z"/><path fill="#000" d="\(path)"/></svg>
      """
  }

  /// Shorthand: the SVG of the QR code that carries `text`.
  package static func svg(_ text: String, label: String) throws -> String {
    try QRCode(text).svg(label: label)
  }

  /// The symbol with its quiet zone as a 1-bit PNG, every module `moduleSize` pixels wide.
  package func png(moduleSize: Int = 8) throws -> Data {
    try bitmap(moduleSize: moduleSize).png()
  }

  /// The symbol with its quiet zone, every module `moduleSize` dots wide.
  package func bitmap(moduleSize: Int) -> Bitmap {
    precondition(moduleSize > 0, "a module has at least one dot")
    let whole = sideWithQuietZone * moduleSize
    var bitmap = Bitmap(width: whole, height: whole)
    for y in 0..<whole {
      for x in 0..<whole
      where isDark(x: x / moduleSize - Self.quietZone, y: y / moduleSize - Self.quietZone) {
        bitmap.blacken(x: x, y: y)
      }
    }
    return bitmap
  }

  /// Points of one dot at 300 dpi, the coarsest of office printers; two at 600 dpi.
  private static let dot = 72.0 / 300

  /// Where a page draws the symbol: the widest module of whole dots that fits the frame, on whole
  /// dots, in its middle. Modules of unequal dots are what a coarse printer or scanner misreads.
  func grid(in frame: Rect) -> (module: Double, origin: (x: Double, y: Double)) {
    let whole = Double(sideWithQuietZone)
    let exact = frame.width / whole
    guard exact >= Self.dot else { return (exact, (frame.x, frame.y)) }
    let module = (exact / Self.dot + 0.001).rounded(.down) * Self.dot
    func start(_ edge: Double, _ length: Double) -> Double {
      let middle = edge + (length - module * whole) / 2
      return (middle / Self.dot).rounded() * Self.dot
    }
    return (module, (start(frame.x, frame.width), start(frame.y, frame.height)))
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
