import CPango
import Foundation

/// Owns the Pango context that sets and measures text. Made, used and freed inside one function.
///
/// Hinting and the rounding of glyph positions are off: the same box breaks its lines at the same
/// places on paper, in the preview and on the thermal printer.
final class TextSetter {
  private let turn = DrawingTurn()
  fileprivate let context: OpaquePointer

  init() throws {
    guard let map = pango_cairo_font_map_get_default(),
      let context = pango_font_map_create_context(map),
      let options = cairo_font_options_create()
    else { throw DocumentError.drawing(reason: "no font map") }
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_language(context, pango_language_from_string("vi"))
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    self.context = context
  }

  deinit { cpango_context_free(context) }

  func layout(_ box: TextBox) -> TextLayout { TextLayout(box, context: context) }

  func height(_ box: TextBox) -> Double { layout(box).height }
}

/// Owns one set paragraph. Made, used and freed inside one function.
final class TextLayout {
  /// One line of a set paragraph; distances from the paragraph's upper left corner.
  struct Line {
    let bytes: Range<Int>
    let top: Double
    let bottom: Double
    let baseline: Double
    let left: Double
    let right: Double
  }

  private let layout: OpaquePointer
  private static let unit = Double(PANGO_SCALE)

  fileprivate init(_ box: TextBox, context: OpaquePointer) {
    guard let layout = pango_layout_new(context) else { preconditionFailure("no memory") }
    self.layout = layout
    let text = box.text
    pango_layout_set_text(layout, text, Int32(text.utf8.count))
    pango_layout_set_width(layout, Int32((box.width * Self.unit).rounded(.down)))
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_auto_dir(layout, 0)
    pango_layout_set_line_spacing(layout, Float(box.lineSpacing))
    switch box.alignment {
    case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
    case .center: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
    case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
    }
    setAttributes(box.runs)
  }

  deinit { cpango_layout_free(layout) }

  var height: Double {
    var height: Int32 = 0
    pango_layout_get_size(layout, nil, &height)
    return Double(height) / Self.unit
  }

  /// Width of the longest line.
  var width: Double {
    var extents = PangoRectangle()
    pango_layout_get_extents(layout, nil, &extents)
    return Double(extents.width) / Self.unit
  }

  var lines: [Line] {
    guard let iterator = pango_layout_get_iter(layout) else { return [] }
    defer { pango_layout_iter_free(iterator) }
    var lines: [Line] = []
    repeat {
      guard let line = pango_layout_iter_get_line_readonly(iterator) else { break }
      var extents = PangoRectangle()
      pango_layout_iter_get_line_extents(iterator, nil, &extents)
      let start = Int(pango_layout_line_get_start_index(line))
      lines.append(
        Line(
          bytes: start..<start + Int(pango_layout_line_get_length(line)),
          top: Double(extents.y) / Self.unit,
          bottom: Double(extents.y + extents.height) / Self.unit,
          baseline: Double(pango_layout_iter_get_baseline(iterator)) / Self.unit,
          left: Double(extents.x) / Self.unit,
          right: Double(extents.x + extents.width) / Self.unit))
    } while pango_layout_iter_next_line(iterator) != 0
    return lines
  }

  /// Draws with the upper left corner at the context's origin.
  func draw(on cairo: OpaquePointer) {
    pango_cairo_show_layout(cairo, layout)
  }

  private func setAttributes(_ runs: [TextRun]) {
    guard let list = pango_attr_list_new() else { preconditionFailure("no memory") }
    defer { pango_attr_list_unref(list) }
    var start: UInt32 = 0
    for run in runs {
      let end = start + UInt32(run.text.utf8.count)
      for attribute in Self.attributes(run.style) {
        attribute.pointee.start_index = start
        attribute.pointee.end_index = end
        pango_attr_list_insert(list, attribute)
      }
      setStackedWords(of: run, from: start, list)
      start = end
    }
    pango_layout_set_attributes(layout, list)
    // An empty paragraph still has the height of its style.
    if let first = runs.first, let font = pango_font_description_new() {
      pango_font_description_set_family(font, first.style.face.families)
      pango_font_description_set_absolute_size(font, first.style.size * Self.unit)
      pango_layout_set_font_description(layout, font)
      pango_font_description_free(font)
    }
  }

  private func setStackedWords(of run: TextRun, from start: UInt32, _ list: OpaquePointer) {
    guard let stacking = run.style.face.stacking else { return }
    let size = Int32((run.style.size * stacking.scale * Self.unit).rounded())
    for word in run.text.split(separator: " ")
    where word.unicodeScalars.contains(where: { (0x300...0x36F).contains($0.value) }) {
      let offset = run.text.utf8.distance(from: run.text.startIndex, to: word.startIndex)
      for attribute in [
        pango_attr_family_new(stacking.families), pango_attr_size_new_absolute(size),
      ] {
        guard let attribute else { continue }
        attribute.pointee.start_index = start + UInt32(offset)
        attribute.pointee.end_index = start + UInt32(offset + word.utf8.count)
        pango_attr_list_insert(list, attribute)
      }
    }
  }

  private static func attributes(
    _ style: TextStyle
  ) -> [UnsafeMutablePointer<PangoAttribute>] {
    let grey = UInt16((style.ink.rawValue * 65_535).rounded())
    return [
      pango_attr_family_new(style.face.families),
      pango_attr_size_new_absolute(Int32((style.size * unit).rounded())),
      pango_attr_weight_new(style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL),
      pango_attr_style_new(style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL),
      pango_attr_letter_spacing_new(Int32((style.tracking * unit).rounded())),
      pango_attr_foreground_new(grey, grey, grey),
      pango_attr_insert_hyphens_new(0),
      pango_attr_font_features_new(style.face.features),
    ].compactMap { $0 }
  }
}
