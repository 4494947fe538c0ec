"""What may be wrong with a login at a Moodle site."""

from connectors.troubles import Trouble

PASSWORD = Trouble(
    "password_wrong",
    "LMS menolak nama pengguna atau kata sandi.",
    "Kata sandinya salah atau diganti, atau akunnya ditutup. Dicoba dua kali, tidak lagi, supaya "
    "akun tidak terkunci.",
    "Masuk dengan peramban memakai nama dan sandi yang sama; ganti di tempat yang ditunjuk "
    "jampel.toml, lalu coba lagi.",
)
WAITING = Trouble(
    "browser_needed",
    "LMS meminta akun ini mengerjakan sesuatu dulu.",
    "Misalnya mengganti sandi, menyetujui kebijakan, atau melengkapi profil: itu hanya dapat "
    "dilakukan orang.",
    "Masuk sekali dengan peramban memakai akun ini, kerjakan yang diminta, lalu coba lagi.",
)
OUT_AGAIN = Trouble(
    "session_lost",
    "LMS meminta masuk lagi tepat setelah masuk.",
    "Sesi akun ini diputus: ia dipakai orang lain di tempat lain, atau dibatasi.",
    "Pakai akun yang hanya untuk jampel; minta admin LMS memeriksa pembatasan akun itu.",
)
NO_FORM = Trouble(
    "no_login_form",
    "Di alamat itu tidak ada formulir masuk dengan kata sandi.",
    "base_url bukan alamat sebuah Moodle, atau LMS ini masuk dengan cara lain (SSO).",
    "Cocokkan base_url dengan alamat di peramban, sampai sebelum /login. Bila LMS memakai SSO, "
    "minta admin LMS akun dengan kata sandi sendiri, atau token (connector moodle).",
)
