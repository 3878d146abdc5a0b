import Dossiers

/// The printed words of Mẫu 01 and of the citizen's slip.
enum ReceiptWording {
  static let title = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
  /// The title broken by sense for narrow paper.
  static let titleLines = ["GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ"]
  static let nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
  static let motto = "Độc lập - Tự do - Hạnh phúc"
  static let code = "Mã hồ sơ"
  static let lookUpCode = "Mã tra cứu"
  static let owner = "Tiếp nhận hồ sơ của"
  static let applicant = "Người nộp"
  static let officeAddress = "Địa chỉ cơ quan"
  static let hotline = "Đường dây nóng"
  static let rating = "Đánh giá sự phục vụ"
  static let dueShort = "HẸN TRẢ KẾT QUẢ"
  static let scan = "Quét mã để xem hồ sơ đang ở đâu"
  static let bring = "Khi đến nhận kết quả, xin mang theo giấy này."

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
