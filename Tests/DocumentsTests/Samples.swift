import Documents
import Dossiers
import Foundation

/// Synthetic dossiers; nobody here exists.
enum Samples {
  static func moment(_ text: String) -> CivilDateTime {
    guard let instant = Instant(rfc3339: text) else { preconditionFailure("a sample's time") }
    return CivilDateTime(instant)
  }

  static let office = ReceiptOffice(
    name: "UBND xã Pà Cò Thử", superior: "UBND tỉnh Thử Nghiệm", place: "Pà Cò Thử",
    address: "Bản Thử, xã Pà Cò Thử", hotline: "0218 000 0000")

  static let qrText =
    "https://motcua.thunghiem.example/r/H99.88-261121-0001.7."
    + "q3Zk0vJx1mB8eR5tYuIoPaSdFgHjKlZxCvBnM1234567890-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL0A"

  static let birth = ReceiptContent(
    office: office, dossierCode: "H99.88-261121-0001",
    people: ReceiptPeople(
      owner: "Vàng Thị Mẩy", applicant: "Vàng A Thử",
      address: "Bản Thử, xã Pà Cò Thử, tỉnh Thử Nghiệm", phone: "0900 000 001",
      email: "vangathu@example.vn", applicantID: "099090000001"),
    subject: "Đăng ký khai sinh cho Vàng Thị Mẩy",
    papers: .components([
      .init(name: "Giấy chứng sinh", originals: 1),
      .init(name: "Giấy chứng nhận kết hôn của cha mẹ (xuất trình)", copies: 1),
    ]),
    termText: "Trong ngày; hồ sơ nhận sau 15 giờ thì trả kết quả vào ngày làm việc tiếp theo",
    receivedAt: moment("2026-11-23T15:10:00+07:00"), dueAt: moment("2026-11-25T17:00:00+07:00"),
    dueExplanation:
      "Nhận 15:10 thứ Hai, sau 15 giờ; thứ Ba 24/11 nghỉ; hẹn thứ Tư 25/11, 17:00.",
    delivery: "Bộ phận một cửa UBND xã Pà Cò Thử", lookUpCode: "7K3M9Q",
    trackingAddress: "motcua.thunghiem.example/t", officerName: "Lò Thị Cán Bộ", qrText: qrText,
    shortQRText: "https://motcua.thunghiem.example/t/7K3M9Q")

  static var long: ReceiptContent {
    var content = birth
    content.office.name = "Ủy ban nhân dân xã Nậm Mười Thượng Bản Thử Nghiệm Dài"
    content.people.owner =
      "H'Hen Niê Kđăm Ê Ban Mlô Hwing Thị Nguyễn Trần Lê Phạm Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ"
    content.people.applicant = "Y Bhăm Êban Ksơ̆r Niê Kdăm — Buôn Kŏ Tam, Čư Êbur, Êa Kao ê̆ ô̆ ơ̆"
    content.people.address =
      "Số nhà 1234/56/78 ngõ Nguyễn Thượng Hiền kéo dài, tổ dân phố số 12, buôn Kŏ Sia, "
      + "xã Čư M'gar Thử Nghiệm, tỉnh Thử Nghiệm (nơi ở cũ: thôn Nậm Khăm, xã Huổi Lếch)"
    content.people.email = "mot.dia.chi.thu.dien.tu.rat.dai.khong.co.cho.ngat@vidu.example.vn"
    content.subject =
      "V/v đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho ông សុខ សុភាព (Sok Sopheap) "
      + "để làm thủ tục đăng ký kết hôn tại xã khác trong tỉnh"
    content.papers = .components(
      (1...12).map { number in
        .init(
          name: number % 3 == 0
            ? "Văn bản xác nhận của cơ sở y tế đã thực hiện kỹ thuật hỗ trợ sinh sản cho việc "
              + "mang thai hộ, kèm văn bản ủy quyền được chứng thực (giấy thứ \(number))"
            : "Giấy tờ số \(number)",
          originals: 1, certified: number % 2, copies: number % 4)
      })
    content.sets = 2
    content.mark = .reprint(2)
    return content
  }

  static var empty: ReceiptContent {
    var content = birth
    content.people = ReceiptPeople(owner: "Vàng A Thử", applicant: "", address: "", applicantID: "")
    content.dueAt = nil
    content.dueExplanation = ""
    content.termText = ""
    content.delivery = ""
    content.officerName = ""
    content.mark = .preview
    return content
  }

  static var certification: ReceiptContent {
    var content = birth
    content.subject = "Chứng thực bản sao từ bản chính giấy tờ, văn bản"
    content.people.owner = "Vàng A Thử"
    content.papers = .certification([
      .init(name: "Bằng tốt nghiệp trung học phổ thông", pages: 1, paperCopies: 3),
      .init(name: "Sổ hộ khẩu (bản cũ)", pages: 16, paperCopies: 2, electronicCopy: true),
    ])
    return content
  }

  static let all = [
    ("birth", birth), ("long", long), ("empty", empty), ("certification", certification),
  ]

  static func named(_ name: String) -> ReceiptContent {
    guard let sample = all.first(where: { $0.0 == name }) else {
      preconditionFailure("no sample \(name)")
    }
    return sample.1
  }
}

extension Samples {
  static func person(_ who: String, _ name: String) -> [DeclarationLine] {
    [
      DeclarationLine([.init("Họ, chữ đệm, tên \(who): "), .answer(name)]),
      DeclarationLine([
        .init("Ngày, tháng, năm sinh: "), .answer("01/02/1990"), .init("   Dân tộc: "),
        .answer("Hmông"), .init("   Quốc tịch: "), .answer("Việt Nam"),
      ]),
      DeclarationLine([
        .init("Nơi cư trú: "), .answer("Bản Thử, xã Pà Cò Thử, tỉnh Thử Nghiệm"),
      ]),
      DeclarationLine([
        .init("Giấy tờ tùy thân: "), .answer("Căn cước công dân số 099090000001"),
        .init(", cấp ngày: "), .answer(""), .init(" tại: "), .answer(""),
      ]),
    ]
  }

  static func declaration(sections: Int = 3) -> DeclarationContent {
    let blocks = [
      ("Thông tin về người yêu cầu", "người yêu cầu", "Vàng A Thử"),
      ("Thông tin về người được khai sinh", "người được khai sinh", "Vàng Thị Mẩy"),
      ("Thông tin về mẹ", "người mẹ", "Y Bhăm Êban Ksơ̆r ê̆ សុខ"), ("Thông tin về cha", "cha", ""),
    ]
    return DeclarationContent(
      title: "TỜ KHAI ĐĂNG KÝ KHAI SINH", addressee: "Kính gửi: UBND xã Pà Cò Thử",
      sections: (0..<sections).map { index in
        let block = blocks[index % blocks.count]
        return DeclarationSection(
          heading: block.0,
          lines: person(block.1, block.2) + [
            DeclarationLine([.init("Ghi chú: "), .answer("")])
          ])
      } + [
        DeclarationSection(
          heading: "",
          lines: [
            DeclarationLine([
              .init(
                "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, "
                  + "được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật. "
                  + "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình."
              )
            ]),
            DeclarationLine([
              .init("Đề nghị cấp bản sao: "), .answer("Có"), .init(", số lượng: "), .answer("2"),
              .init(" bản."),
            ]),
          ])
      ], placeAndDate: "Pà Cò Thử, ngày 21 tháng 11 năm 2026",
      signatures: [
        .init(
          title: "Người yêu cầu", note: "(Ký hoặc điểm chỉ, ghi rõ họ, chữ đệm, tên)",
          name: "Vàng A Thử", means: .signatureOrThumbprint)
      ],
      officerNote: DeclarationSection(
        heading: "Phần ghi của công chức tiếp nhận",
        lines: [
          DeclarationLine([.init("Đã đối chiếu giấy tờ tùy thân: "), .answer("Có")]),
          DeclarationLine([.init("Số đăng ký: "), .answer("")]),
        ]), dossierCode: "H99.88-261121-0001")
  }
}

extension Samples {
  static let layouts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Forms/layouts").standardizedFileURL

  /// A layout as it is shipped.
  static func layout(_ id: String) throws -> PaperLayout {
    let file = layouts.appending(path: "\(id).json")
    return try PaperLayout(Data(contentsOf: file), id: id, file: file.path)
  }
}

extension Receipt {
  func sheets(_ copies: [ReceiptCopy] = [.office, .resident]) throws -> Paper {
    try sheets(copies, by: Samples.layout("01"))
  }

  func pdf(_ copies: [ReceiptCopy] = [.office, .resident]) throws -> Data {
    try pdf(copies, by: Samples.layout("01"))
  }
}
