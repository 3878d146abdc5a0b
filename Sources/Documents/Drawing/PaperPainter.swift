import CPango

/// Draws laid out pages on a cairo context whose unit is the paper's.
struct PaperPainter {
  let cairo: OpaquePointer
  let setter: TextSetter

  func draw(_ page: PaperPage) {
    for item in page.items { draw(item) }
  }

  private func draw(_ item: PaperItem) {
    let frame = item.frame
    setInk(0)
    switch item.kind {
    case .text(let box): draw(box, x: frame.x, y: frame.y)
    case .rule:
      cairo_rectangle(cairo, frame.x, frame.y, frame.width, frame.height)
      cairo_fill(cairo)
    case .frame(let thickness):
      cairo_set_line_width(cairo, thickness)
      cairo_rectangle(
        cairo, frame.x + thickness / 2, frame.y + thickness / 2, frame.width - thickness,
        frame.height - thickness)
      cairo_stroke(cairo)
    case .dots(let size): drawDots(frame, size: size)
    case .qr(let code): draw(code, frame)
    case .watermark(let box): drawWatermark(box, frame)
    }
  }

  private func setInk(_ grey: Double) {
    cairo_set_source_rgb(cairo, grey, grey, grey)
  }

  private func draw(_ box: TextBox, x: Double, y: Double) {
    cairo_save(cairo)
    cairo_translate(cairo, x, y)
    setter.layout(box).draw(on: cairo)
    cairo_restore(cairo)
  }

  private func drawDots(_ frame: Rect, size: Double) {
    cairo_save(cairo)
    setInk(0.25)
    cairo_set_line_width(cairo, size)
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
    // Strokes of no length with round caps: round dots.
    cairo_set_dash(cairo, [0, size * 3], 2, 0)
    let y = frame.bottom - size / 2
    cairo_move_to(cairo, frame.x + size / 2, y)
    cairo_line_to(cairo, frame.right - size / 2, y)
    cairo_stroke(cairo)
    cairo_restore(cairo)
  }

  private func draw(_ code: QRCode, _ frame: Rect) {
    let (module, origin) = code.grid(in: frame)
    cairo_save(cairo)
    cairo_set_source_rgb(cairo, 1, 1, 1)
    cairo_rectangle(cairo, frame.x, frame.y, frame.width, frame.height)
    cairo_fill(cairo)
    setInk(0)
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
    let quiet = Double(QRCode.quietZone)
    for y in 0..<code.side {
      for run in code.darkRuns(y: y) {
        cairo_rectangle(
          cairo, origin.x + (Double(run.lowerBound) + quiet) * module,
          origin.y + (Double(y) + quiet) * module, Double(run.count) * module, module)
      }
    }
    cairo_fill(cairo)
    cairo_restore(cairo)
  }

  private func drawWatermark(_ box: TextBox, _ frame: Rect) {
    let layout = setter.layout(box)
    cairo_save(cairo)
    cairo_translate(cairo, frame.x + frame.width / 2, frame.y + frame.height / 2)
    cairo_rotate(cairo, -0.95)
    cairo_translate(cairo, -box.width / 2, -layout.height / 2)
    layout.draw(on: cairo)
    cairo_restore(cairo)
  }
}
