"""What may be wrong with a Moodle site, or with the account that asks it."""

from connectors.troubles import MAINTENANCE, Trouble

NOT_MOODLE = Trouble(
    "not_moodle",
    "Di alamat ini tidak ada Moodle.",
    "base_url menuju situs lain, atau Moodle-nya berada di sebuah folder.",
    "Buka LMS dengan peramban, salin alamatnya sampai sebelum /login ke base_url, misalnya "
    "https://lms.example/moodle.",
)
SERVICES_OFF = Trouble(
    "services_off",
    "Layanan web (web services, REST) di LMS ini dimatikan, atau dijaga.",
    "Token tidak berguna selama layanan itu mati.",
    "Minta admin LMS menyalakan layanan web dan protokol REST; bila tidak boleh, pakai connector "
    "moodle_web dengan nama pengguna dan kata sandi.",
)
TOKEN = Trouble(
    "token_unknown",
    "Token tidak dikenal LMS.",
    "Token salah salin, dicabut, atau kedaluwarsa (bawaan Moodle: 12 minggu).",
    "Minta token baru kepada admin LMS, ganti di tempat yang ditunjuk jampel.toml, coba lagi.",
)
ACCESS = Trouble(
    "access_denied",
    "LMS menolak akses token ini, tanpa menyebut sebabnya.",
    "Token baru saja kedaluwarsa, alamat IP komputer ini tidak diizinkan, layanannya dimatikan, "
    "atau sebuah fungsi tidak ada dalam layanan token ini.",
    "Coba sekali lagi: bila lalu disebut token tidak dikenal, minta token baru; bila tidak, minta "
    "admin LMS memeriksa layanan dan pembatasan IP token ini.",
)
ACCOUNT = Trouble(
    "account_closed",
    "Akun pemilik token ini tidak boleh masuk.",
    "Akunnya dibekukan, dihapus, atau sandinya kedaluwarsa.",
    "Minta admin LMS mengaktifkan akun itu, atau memberi akun dan token baru.",
)
NO_RIGHT = Trouble(
    "no_right",
    "Akun ini tidak berhak membaca yang perlu dibaca.",
    "Tokennya benar, tetapi perannya di LMS kurang.",
    "Kirim teks permintaan dari jampel check --connect kepada admin LMS.",
)
NO_WAY = Trouble(
    "no_way",
    "Akun ini tidak punya jalan untuk membaca kelulusan.",
    "LMS menjawab dan mengenal kita, tetapi layanan atau hak akun ini kurang.",
    "Kirim teks permintaan dari jampel check --connect kepada admin LMS.",
)
REPORT = Trouble(
    "report_unfit",
    "Laporan yang disebut di konfigurasi (report) tidak memuat kolom yang perlu.",
    "Dari laporan itu tidak dapat diketahui siapa lulus apa, dan kapan.",
    "Kirim teks permintaan dari jampel check --connect kepada admin LMS, atau hapus report dari "
    'jampel.toml ("auto").',
)

OF_ERRORCODE = {
    "invalidtoken": TOKEN,
    "accessexception": ACCESS,
    "wsaccessusersuspended": ACCOUNT,
    "wsaccessuserdeleted": ACCOUNT,
    "wsaccessuserexpired": ACCOUNT,
    "wsaccessusernologin": ACCOUNT,
    "nopermissions": NO_RIGHT,
    "requireloginerror": NO_RIGHT,
    "cannotviewreport": NO_RIGHT,
    "errorreportview": NO_RIGHT,
    "enablewsdescription": SERVICES_OFF,
    "sitemaintenance": MAINTENANCE,
    "upgraderunning": MAINTENANCE,
}
"""What an error code of Moodle means; others are told by what the engine does next."""
