package import Foundation

/// What messages usually contain, so that even the first of them need not spell it out: a zstd
/// dictionary of plain content. Both sides must have the very same bytes: it never changes, and a
/// better one gets a mark of its own beside it.
package enum WireDictionary {
  /// The byte in front of a frame compressed with ``first``. A bare zstd frame begins with 0x28,
  /// a message's header with `{`.
  static let firstMark: UInt8 = 0x01
  /// The byte in front of the name of a ``SegmentDictionary`` and a frame compressed with it.
  static let catalogueMark: UInt8 = 0x02

  package static let first = Data(firstText.utf8)

  private static let firstText = #"""
    {"b":{"key":"","mode":"plainFile","range":{"first":1000,"last":1999},"secret":"","unit":"H99\#
    .88"},"h":{"a":"","c":"unchecked","e":1,"k":"device.started","o":"device","s":1,"t":1795}}
    {"b":{"fullName":"Lò Thị Thử","name":"tiepnhan","role":"receptionOfficer","secret":"","unit"\#
    :"H99.88","verifier":{"hash":"","kdf":"scrypt","n":32768,"p":1,"r":8,"salt":""}},"h":{"a":""\#
    ,"c":"hub","e":1,"k":"officer.added","o":"local:0","s":2,"t":1795}}
    {"b":{"answers":{"giayTo[576c42e6]/banDienTu":"khong","giayTo[576c42e6]/soBan":"2","giayTo[5\#
    76c42e6]/soTrang":"300","giayTo[576c42e6]/ten":"Hồ sơ thiết kế","kiemTra/doiChieu":"OK","kie\#
    mTra/khongThuocDien":"OK","nyc/hoTen":"Bùi Văn An"},"authority":"H99.88","channel":"1","code\#
    ":"H99.88-261121-1002","components":[{"certified":0,"copy":0,"id":"banChinh","original":0,"p\#
    resented":1}],"due":{"calendar":"2026.2","en":"Received 22:35 Saturday 21/11, a day off, cou\#
    nted from 07:00 Monday 23/11; promised Monday 23/11/2026, 17:00.","instant":1795428000000,"r\#
    ule":"R5","vi":"Nhận 22:35 thứ Bảy 21/11, ngày nghỉ, tính từ 07:00 thứ Hai 23/11; hẹn thứ Ha\#
    i 23/11/2026, 17:00."},"fee":{"lines":[{"amount":400000,"id":"certification","name":"Phí chứ\#
    ng thực bản sao từ bản chính (trang 1–2: 2.000 đồng, từ trang 3: 1.000 đồng, tối đa 200.000 đ\#
    ồng/bản)","nameEn":"Certification fee (pages 1–2: 2,000 đồng, from page 3: 1,000 đồng, at mo\#
    st 200,000 đồng per copy)"}],"total":400000},"frozen":{"giayTo[576c42e6]/thanhTien":"400000"\#
    ,"kiemTra/tongBan":"2","kiemTra/tongPhi":"400000"},"lookup":"","procedure":"2.000815","recei\#
    vedAt":1795,"returnUnit":"H99.88","rows":{"giayTo":["576c42e6"]},"secret":"","sets":1,"unit"\#
    :"H99.88","version":"2026.1"},"h":{"a":"","c":"hub","e":1,"k":"dossier.received","o":"local:\#
    0","s":8,"t":1795}}
    {"b":{"answers":{"honNhan/lyHon/ngay":"2020-06-18","honNhan/lyHon/so":"12/2020/QĐST-HNGĐ","h\#
    onNhan/lyHon/toaAn":"Toà án nhân dân huyện Mai Châu","honNhan/tinhTrang":"3","ketQua/hinhThu\#
    cNhan":"quay","ketQua/noiDangKy":"tiep_nhan","ketQua/soLuong":"1","mucDich/daCapTruocDay":"k\#
    hong","mucDich/mucDich":"khac","mucDich/mucDichKhac":"Bổ sung hồ sơ vay vốn ngân hàng","ndc/\#
    danToc":"03","ndc/gioiTinh":"nam","ndc/hoTen":"Lò Văn Thử Con","ndc/loaiCuTru":"thuong_tru",\#
    "ndc/loaiGiayTo":"cccd","ndc/ngayCap":"2021-05-10","ndc/ngaySinh":"1985-07-07","ndc/noiCuTru\#
    /chiTiet":"xóm Pà Khôm","ndc/noiCuTru/loai":"trong_nuoc","ndc/noiCuTru/maXa":"05212","ndc/no\#
    iCuTru/tinh":"25","ndc/quocTich":"VN","ndc/soDinhDanh":"099","ndc/thoiGianCuTru/denNgay":"20\#
    18-12-31","ndc/thoiGianCuTru/noi":"Xã Pà Cò, huyện Mai Châu, tỉnh Hoà Bình","ndc/thoiGianCuT\#
    ru/tuNgay":"2010-01-01","nyc/hoTen":"Lò Văn Thử","nyc/loaiCuTru":"thuong_tru","nyc/loaiGiayT\#
    o":"cccd","nyc/ngayCap":"2021-05-10","nyc/ngayKhai":"2026-11-20","nyc/ngaySinh":"1958-02-02"\#
    ,"nyc/noiCuTru/chiTiet":"xóm Pà Khôm","nyc/noiCuTru/loai":"trong_nuoc","nyc/noiCuTru/maXa":"\#
    05212","nyc/noiCuTru/tinh":"25","nyc/quanHe":"khac","nyc/quanHeKhac":"cha","nyc/soDinhDanh":\#
    "099","nyc/uyQuyen":"khong"},"authority":"H99.88","channel":"1","code":"H99.88-261121-1001",\#
    "components":[{"certified":0,"copy":0,"id":"giayToTuyThan","original":0,"presented":1},{"cer\#
    tified":0,"copy":1,"id":"banAnLyHon","original":1,"presented":0}],"due":{"calendar":"2026.2"\#
    ,"en":"Received 22:35 Saturday 21/11, a day off, counted from 07:00 Monday 23/11; term of 3 w\#
    orking days; Tuesday 24/11 is off (Viet Nam Culture Day); promised Friday 27/11/2026, 17:00.\#
    ","instant":1795428000000,"rule":"R1","vi":"Nhận 22:35 thứ Bảy 21/11, ngày nghỉ, tính từ 07:\#
    00 thứ Hai 23/11; thời hạn 3 ngày làm việc; thứ Ba 24/11 nghỉ (Ngày Văn hoá Việt Nam); hẹn t\#
    hứ Sáu 27/11/2026, 17:00."},"entities":{"made":[{"action":"create","answers":{"chiTiet":"nyc\#
    /noiCuTru/chiTiet","diaChiTrenGiayTo":"nyc/noiCuTru/diaChiTrenGiayTo","dienThoai":"nyc/dienT\#
    hoai","email":"nyc/email","hoTen":"nyc/hoTen","loaiCuTru":"nyc/loaiCuTru","loaiGiayTo":"nyc/\#
    loaiGiayTo","maXa":"nyc/noiCuTru/maXa","ngayCap":"nyc/ngayCap","ngaySinh":"nyc/ngaySinh","no\#
    iCap":"nyc/noiCap","noiO":"nyc/noiCuTru/loai","soDinhDanh":"nyc/soDinhDanh","tinh":"nyc/noiC\#
    uTru/tinh"},"computed":{},"id":"8ee03759-5926-488f-9906-f6bdb1d06a00","labelPath":"nyc/hoTen\#
    ","list":"residents","over":[],"version":1}],"over":[]},"fee":{"lines":[{"amount":15000,"id"\#
    :"certificate","name":"Lệ phí cấp Giấy xác nhận tình trạng hôn nhân (mặc định 15.000 đồng; m\#
    ức do HĐND cấp tỉnh quy định)","nameEn":"Marital status certificate (15,000 đồng by default;\#
     set by the provincial council)"}],"total":15000},"frozen":{"honNhan/calc_noiDung":"Đã đăng k\#
    ý kết hôn, nhưng đã ly hôn theo Bản án/Quyết định số 12/2020/QĐST-HNGĐ ngày 18/06/2020 của T\#
    oà án nhân dân huyện Mai Châu; hiện tại chưa đăng ký kết hôn với ai","mucDich/calc_mucDich":\#
    "Bổ sung hồ sơ vay vốn ngân hàng","ndc/calc_diaChi":"xóm Pà Khôm, xã Pà Cò, tỉnh Phú Thọ","n\#
    dc/calc_giayTo":"Thẻ căn cước công dân số 099, cấp ngày 10/05/2021, nơi cấp: Cục Cảnh sát qu\#
    ản lý hành chính về trật tự xã hội","ndc/calc_noiCap":"Cục Cảnh sát quản lý hành chính về tr\#
    ật tự xã hội","ndc/noiCuTru/calc_tenXa":"Xã Pà Cò","nyc/calc_diaChi":"xóm Pà Khôm, xã Pà Cò,\#
     tỉnh Phú Thọ","nyc/calc_giayTo":"Thẻ căn cước công dân số 099, cấp ngày 10/05/2021, nơi cấp\#
    : Cục Cảnh sát quản lý hành chính về trật tự xã hội","nyc/calc_noiCap":"Cục Cảnh sát quản lý\#
     hành chính về trật tự xã hội","nyc/calc_trongGiaDinh":"1","nyc/noiCuTru/calc_tenXa":"Xã Pà C\#
    ò"},"lookup":"","procedure":"1.004873","receivedAt":1795,"returnUnit":"H99.88","rows":{},"se\#
    cret":"","sets":1,"unit":"H99.88","version":"2026.1"},"h":{"a":"","c":"hub","e":1,"k":"dossi\#
    er.received","o":"local:0","s":7,"t":1795}}
    {"b":{"answers":{"dangKy/ngayBienBan":"2026-10-16","dangKy/noiDangKy":"tiep_nhan","dangKy/so\#
    BienBan":"03/BB-TBR","ketQua/dongYLienThong":"khong","ketQua/hinhThucNhan":"quay","ketQua/so\#
    LuongBanSao":"2","nks/danToc":"56","nks/gioiTinh":"nu","nks/hoTen":"Thử","nks/loaiKhaiSinh":\#
    "bo_roi","nks/ngaySinh":"2026-10-15","nks/noiSinh/chiTiet":"Trạm y tế xã","nks/noiSinh/loai"\#
    :"trong_nuoc","nks/noiSinh/maXa":"05212","nks/noiSinh/tinh":"25","nks/queQuan":"Xã Pà Cò Thử\#
    , tỉnh Phú Thọ","nks/quocTich":"VN","nyc/hoTen":"Lò Thị Thử Hoa","nyc/loaiCuTru":"thuong_tru\#
    ","nyc/loaiGiayTo":"cccd","nyc/ngayCap":"2021-05-10","nyc/ngayKhai":"2026-11-20","nyc/ngaySi\#
    nh":"1975-09-09","nyc/noiCuTru/chiTiet":"xóm Pà Khôm","nyc/noiCuTru/loai":"trong_nuoc","nyc/\#
    noiCuTru/maXa":"05212","nyc/noiCuTru/tinh":"25","nyc/quanHe":"nguoi_nuoi_duong","nyc/soDinhD\#
    anh":"099","nyc/uyQuyen":"khong"},"authority":"H99.88","channel":"1","code":"H99.88-261121-1\#
    000","components":[{"certified":0,"copy":0,"id":"giayChungSinh","original":1,"presented":0},\#
    {"certified":0,"copy":0,"id":"bienBanBoRoi","original":1,"presented":0},{"certified":0,"copy\#
    ":0,"id":"giayToTuyThan","original":0,"presented":1}],"due":{"calendar":"2026.2","en":"Recei\#
    ved 22:35 Saturday 21/11, a day off, counted from 07:00 Monday 23/11; promised Monday 23/11/\#
    2026, 17:00.","instant":1795428000000,"rule":"R5","vi":"Nhận 22:35 thứ Bảy 21/11, ngày nghỉ,\#
     tính từ 07:00 thứ Hai 23/11; hẹn thứ Hai 23/11/2026, 17:00."},"fee":{"lines":[{"amount":160\#
    00,"id":"copy","name":"Bản sao trích lục khai sinh (8.000 đồng/bản)","nameEn":"Copies of the\#
     birth extract (8,000 đồng each)"}],"total":16000},"frozen":{"dangKy/calc_soNgay":"36","dang\#
    Ky/loaiDangKy":"dung_han","nks/calc_ho":"thử","nks/calc_ngaySinhTuDong":"Ngày mười lăm tháng\#
     mười năm hai nghìn không trăm hai mươi sáu","nks/calc_noiSinh":"Trạm y tế xã, xã Pà Cò, tỉn\#
    h Phú Thọ","nks/ngaySinhBangChu":"Ngày mười lăm tháng mười năm hai nghìn không trăm hai mươi\#
     sáu","nks/noiSinh/calc_tenXa":"Xã Pà Cò","nyc/calc_diaChi":"xóm Pà Khôm, xã Pà Cò, tỉnh Phú\#
     Thọ","nyc/calc_giayTo":"Thẻ căn cước công dân số 099, cấp ngày 10/05/2021, nơi cấp: Cục Cản\#
    h sát quản lý hành chính về trật tự xã hội","nyc/calc_noiCap":"Cục Cảnh sát quản lý hành chí\#
    nh về trật tự xã hội","nyc/noiCuTru/calc_tenXa":"Xã Pà Cò"},"lookup":"","procedure":"1.00119\#
    3","receivedAt":1795,"returnUnit":"H99.88","rows":{},"secret":"","sets":1,"unit":"H99.88","v\#
    ersion":"2026.1"},"h":{"a":"","c":"hub","e":1,"k":"dossier.received","o":"local:0","s":5,"t"\#
    :1795}}
    {"b":{"component":"giayChungSinh","name":"a.pdf","sha256":"","size":3009,"type":"application\#
    /pdf"},"h":{"a":"","c":"hub","e":1,"k":"dossier.file","o":"local:0","s":6,"t":1795,"u":".1.5\#
    "}}
    {"b":{"data":{"reason":"Chuyển công chức tư pháp – hộ tịch"},"reason":"Chuyển công chức tư p\#
    háp – hộ tịch","to":4},"h":{"a":"","c":"hub","e":1,"k":"dossier.status","o":"local:0","r":["\#
    .1.5"],"s":9,"t":1795,"u":".1.5"}}
    {"b":{"changes":{"nyc/dienThoai":{"over":[],"v":"0912000111"}},"source":"officer"},"h":{"a":\#
    "","c":"hub","e":1,"k":"dossier.edited","o":"local:0","s":10,"t":1795,"u":".1.5"}}
    {"b":{"copy":0,"document":"receipt","format":"pdf"},"h":{"a":"","c":"hub","e":1,"k":"dossier\#
    .printed","o":".1.2","s":,"t":179,"u":".1."}}
    {"b":{"day":"2026-11-21","reason":"inspection"},"h":{"a":"","c":"hub","e":1,"k":"dossier.vie\#
    wed","o":".1.2","s":,"t":179,"u":".1."}}
    {"o":"1.1"}
    {"o":"1.2"}
    {"ack":0,"catalogue":{"sha256":"","size":,"version":1},"epoch":1,"hub":"","logs":{"H99.88":{\#
    "checkpoint":{"epoch":1,"hub":"","root":"","signature":"","size":,"time":179,"unit":"H99.88"\#
    },"count":1,"from":0}},"more":false,"nonce":"","reads":3,"time":179,"v":1,"wait":30,"want":[\#
    ""]}
    {"after":0,"catalogue":1,"count":1,"device":"","epoch":1,"hub":"","logs":{"H99.88":{"epoch":\#
    1,"size":0}},"nonce":"","reads":3,"stream":{"author":"","chain":"","epoch":1,"seq":1,"signat\#
    ure":""},"time":179,"v":1}
    ","logs":{},"more":false,"nonce":"
    ","reads":3,"stream":null,"time":1795
    ","reads":3,"time":1795
    ,"v":1,"wait":30}
    {"ack":
    {"after":
    """#
}
