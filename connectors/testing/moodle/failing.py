"""The errors of Moodle's web services: HTTP 200 with an error code in the body."""

_MOODLE = "core\\exception\\moodle_exception"
_ACCESS = "webservice_access_exception"

_TABLE: dict[str, tuple[str, str, str]] = {
    "invalidtoken": (
        _MOODLE, "Token invalid - token tidak ditemukan", "Invalid token - token not found",
    ),
    "accessexception": (_ACCESS, "Pengecualian kontrol akses", "Access control exception"),
    "invalidrecord": (
        "dml_missing_record_exception",
        "Tidak dapat menemukan rekaman data dalam tabel pangkalan data {}.",
        "Can't find data record in database table {}.",
    ),
    "invalidparameter": (
        "core\\exception\\invalid_parameter_exception",
        "Nilai parameter tidak valid terdeteksi",
        "Invalid parameter value detected",
    ),
    "wsaccessusersuspended": (
        _MOODLE, "Menolak akses web service untuk nama pengguna yang ditangguhkan: {}",
        "Refused web service access for suspended {}",
    ),
    "errorcoursecontextnotvalid": (
        _MOODLE,
        "Anda tidak dapat menjalankan fungsi dalam konteks kursus (course id:{}).",
        "You cannot execute functions in the course context (course id:{}).",
    ),
    "nopermissions": (
        "core\\exception\\required_capability_exception",
        "Maaf, tetapi saat ini Anda tidak memiliki izin untuk melakukan ({}).",
        "Sorry, but you do not currently have permissions to do that ({}).",
    ),
    "cannotviewreport": (
        _MOODLE, "Anda tidak dapat melihat laporan ini", "You cannot view this report",
    ),
    "errorreportview": (
        "core_reportbuilder\\exception\\report_access_exception",
        "Anda tidak dapat melihat laporan ini",
        "You cannot view this report",
    ),
    "errorsourceinvalid": (
        "core_reportbuilder\\exception\\source_invalid_exception",
        "Tidak dapat menemukan sumber laporan yang valid",
        "Could not find valid report source",
    ),
    "usernotenroled": (
        _MOODLE, "Pengguna tidak terdaftar dalam kursus ini", "User is not enrolled in this course",
    ),
    "userdeleted": (_MOODLE, "error/userdeleted", "error/userdeleted"),
    "nocriteriaset": (
        _MOODLE,
        "Tidak ada kriteria penyelesaian yang ditetapkan untuk kursus ini",
        "No completion criteria set for this course",
    ),
    "servicerequireslogin": (
        _MOODLE,
        "Layanan web tidak tersedia. (Sesi telah keluar atau telah kedaluwarsa.)",
        "Web service is not available. (The session has been logged out or has expired.)",
    ),
    "servicenotavailable": (
        _MOODLE,
        "Layanan web tidak tersedia. (Itu tidak ada atau mungkin dinonaktifkan.)",
        "Web service is not available. (It doesn't exist or might be disabled.)",
    ),
    "invalidsesskey": (
        _MOODLE,
        "Sesi Anda kemungkinan besar telah habis waktunya. Silakan masuk lagi.",
        "Your session has most likely timed out. Please log in again.",
    ),
    "requireloginerror": (
        _MOODLE, "Kursus atau aktivitas tidak dapat diakses.", "Course or activity not accessible.",
    ),
    "sitemaintenance": (
        _MOODLE,
        "Situs ini sedang dalam pemeliharaan dan saat ini tidak dapat diakses",
        "The site is undergoing maintenance and is currently not available",
    ),
    "upgraderunning": (
        _MOODLE,
        "Situs sedang ditingkatkan, coba lagi nanti.",
        "Site is being upgraded, please retry later.",
    ),
    "codingerror": (
        "core\\exception\\coding_exception",
        "Kesalahan pengkodean terdeteksi, itu harus diperbaiki oleh programmer: {}",
        "Coding error detected, it must be fixed by a programmer: {}",
    ),
}  # fmt: skip


class FunctionError(Exception):
    """A function refuses; the answer is 200 all the same."""

    def __init__(self, errorcode: str, about: str = "") -> None:
        super().__init__(errorcode)
        self.errorcode = errorcode
        self.about = about

    def body(self, lang: str) -> dict[str, str]:
        """Give the JSON that Moodle answers."""
        exception, indonesian, english = _TABLE[self.errorcode]
        message = indonesian if lang == "id" else english
        return {
            "exception": exception,
            "errorcode": self.errorcode,
            "message": message.format(self.about),
        }
