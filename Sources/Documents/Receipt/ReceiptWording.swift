import Dossiers

/// The printed words of Mẫu 01 and of the citizen's slip.
enum ReceiptWording {
  static let title = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
  /// The title broken by sense for narrow paper.
  static let titleLines = ["GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ"]
  static let metadataTitle = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
  static let nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
  static let motto = "Độc lập - Tự do - Hạnh phúc"
  static let department = "Bộ phận tiếp nhận và trả kết quả"
  static let code = "Mã hồ sơ"
  static let lookUpCode = "Mã tra cứu"
  static let owner = "Tiếp nhận hồ sơ của"
  static let applicant = "Người nộp"
  static let address = "Địa chỉ"
  static let phone = "Số điện thoại"
  static let email = "Email"
  static let applicantID = "Số CCCD/Thẻ căn cước/Hộ chiếu"
  static let subject = "Nội dung yêu cầu giải quyết"
  static let components = "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ"
  static let sets = "2. Số lượng hồ sơ"
  static let term = "3. Thời gian giải quyết hồ sơ theo quy định là"
  static let received = "4. Thời gian nhận hồ sơ"
  static let due = "5. Thời gian trả kết quả"
  static let delivery = "6. Đăng ký nhận kết quả tại"
  static let applicantSigns = "NGƯỜI NỘP HỒ SƠ"
  static let officerSigns = "NGƯỜI TIẾP NHẬN HỒ SƠ"
  static let signingNote = "(Ký và ghi rõ họ tên)"
  static let tracking = "Tra cứu hồ sơ"
  static let officeAddress = "Địa chỉ cơ quan"
  static let hotline = "Đường dây nóng"
  static let dueShort = "HẸN TRẢ KẾT QUẢ"
  static let scan = "Quét mã để xem hồ sơ đang ở đâu"
  static let bring = "Khi đến nhận kết quả, xin mang theo giấy này."
  static let componentColumns = ["TT", "Tên giấy tờ", "Bản chính", "Bản chứng thực", "Bản photo"]
  static let certificationColumns = [
    "TT", "Tên giấy tờ", "Số trang", "Số bản giấy", "Ký bản điện tử",
  ]

  static func copy(_ copy: ReceiptCopy) -> String {
    switch copy {
    case .office: "Liên: Lưu"
    case .resident: "Liên: Giao khách hàng"
    }
  }

  /// "17 giờ 00 phút, ngày 25 tháng 11 năm 2026".
  static func full(_ moment: CivilDateTime) -> String {
    "\(clock(moment)), \(day(moment.date))"
  }

  /// "ngày 21 tháng 11 năm 2026".
  static func day(_ date: CivilDate) -> String {
    "ngày \(padded(date.day)) tháng \(padded(date.month)) năm \(date.year)"
  }

  /// "17 giờ 00 phút".
  static func clock(_ moment: CivilDateTime) -> String {
    "\(padded(moment.time.hour)) giờ \(padded(moment.time.minute)) phút"
  }

  /// "15 giờ 10 phút, 23/11/2026".
  static func compact(_ moment: CivilDateTime) -> String {
    "\(clock(moment)), \(short(moment.date))"
  }

  /// "25/11/2026".
  static func short(_ date: CivilDate) -> String {
    "\(padded(date.day))/\(padded(date.month))/\(date.year)"
  }

  static func weekday(_ date: CivilDate) -> String { date.weekday.name.vi }

  static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension ReceiptPapers {
  /// The cells of the table's rows.
  var rows: [[String]] {
    switch self {
    case .components(let components):
      components.enumerated().map { index, component in
        let counts = [component.originals, component.certified, component.copies]
        return ["\(index + 1)", PrintableText.clean(component.name)]
          + counts.map { $0 > 0 ? "\($0)" : "" }
      }
    case .certification(let papers):
      papers.enumerated().map { index, paper in
        [
          "\(index + 1)", PrintableText.clean(paper.name), "\(paper.pages)",
          "\(paper.paperCopies)", paper.electronicCopy ? "Có" : "",
        ]
      }
    }
  }

  var columnTitles: [String] {
    switch self {
    case .components: ReceiptWording.componentColumns
    case .certification: ReceiptWording.certificationColumns
    }
  }
}
