/// Dossier code and "Trang n/m" at the foot of a page.
struct PageFooter {
  var code: String
  var style: TextStyle

  func items(_ flow: PageFlow, page: Int, count: Int, y: Double) -> [PaperItem] {
    let half = flow.body.width / 2 - 4
    let left = TextBox([TextRun(PrintableText.clean(code), style.inked(.grey))], width: half)
    let right = TextBox(
      [TextRun("Trang \(page)/\(count)", style.inked(.grey))], width: half, alignment: .right)
    return [(left, flow.body.x), (right, flow.body.right - half)].map { box, x in
      let height = flow.setter.height(box)
      return PaperItem(
        frame: Rect(x: x, y: y + flow.footerHeight - height, width: half, height: height),
        kind: .text(box))
    }
  }
}
