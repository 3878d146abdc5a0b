import CPango
import Foundation

/// Collects what cairo writes; lives as long as the surface that writes into it.
final class ByteSink {
  var data = Data()

  static let write: cairo_write_func_t = { closure, bytes, count in
    guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.data.append(bytes, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }
}

/// Owns a cairo surface and its context. Made, used and freed inside one function.
final class Surface {
  private let turn = DrawingTurn()
  let context: OpaquePointer
  private let surface: OpaquePointer
  private let sink: ByteSink

  /// A picture in memory, all bits zero.
  init(format: cairo_format_t, width: Int, height: Int) throws {
    guard let surface = cairo_image_surface_create(format, Int32(width), Int32(height)),
      let context = cairo_create(surface)
    else { throw DocumentError.drawing(reason: "no memory") }
    self.surface = surface
    self.context = context
    self.sink = ByteSink()
    try check()
  }

  /// A PDF with pages of the given size in points.
  init(pdfWidth: Double, pdfHeight: Double) throws {
    let sink = ByteSink()
    guard
      let surface = cairo_pdf_surface_create_for_stream(
        ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), pdfWidth, pdfHeight),
      let context = cairo_create(surface)
    else { throw DocumentError.drawing(reason: "no memory") }
    self.surface = surface
    self.context = context
    self.sink = sink
    try check()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func setPDFMetadata(_ key: cairo_pdf_metadata_t, _ value: String) {
    cairo_pdf_surface_set_metadata(surface, key, value)
  }

  func setPDFPageSize(width: Double, height: Double) {
    cairo_pdf_surface_set_size(surface, width, height)
  }

  /// Ends a PDF and gives its bytes; nothing may be drawn afterwards.
  func finishedPDF() throws -> Data {
    try check()
    cairo_surface_finish(surface)
    try check(status: cairo_surface_status(surface))
    return sink.data
  }

  func png() throws -> Data {
    try check()
    cairo_surface_flush(surface)
    let output = ByteSink()
    let status = withExtendedLifetime(output) {
      cairo_surface_write_to_png_stream(
        surface, ByteSink.write, Unmanaged.passUnretained(output).toOpaque())
    }
    try check(status: status)
    return output.data
  }

  /// The picture's bytes and the length of a row in bytes; changes are kept.
  func withPixels<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>, _ stride: Int) throws -> Result
  ) rethrows -> Result {
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let pixels = UnsafeMutableBufferPointer(
      start: cairo_image_surface_get_data(surface), count: stride * height)
    defer { cairo_surface_mark_dirty(surface) }
    return try body(pixels, stride)
  }

  func check() throws {
    try check(status: cairo_status(context))
    try check(status: cairo_surface_status(surface))
  }

  private func check(status: cairo_status_t) throws {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw DocumentError.drawing(reason: String(cString: cairo_status_to_string(status)))
    }
  }
}
