"""What may be wrong with a source, in words for the person who has to do something about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, what it means and what to do; a connector may have some of its own."""

    code: str
    """For programs; it stays the same when the words change."""
    what: str
    means: str
    do: str


_AGAIN = "jampel mencoba lagi sendiri menurut jadwal"

UNAVAILABLE = Trouble(
    "unavailable",
    "Sumber tidak dapat dibaca sekarang.",
    "Gangguan seperti ini biasanya lewat sendiri; tidak ada jam yang hilang.",
    f"Tunggu: {_AGAIN}. Bila sehari kemudian masih sama, beri tahu admin sumber.",
)
REFUSED = Trouble(
    "refused",
    "Sumber menolak kita.",
    "Kredensial atau hak akun kita salah; tanpa itu tidak ada yang dapat dibaca.",
    "Minta kredensial atau hak yang benar kepada admin sumber, ganti di jampel.toml, coba lagi.",
)
CHANGED = Trouble(
    "changed",
    "Jawaban sumber tidak berbentuk seperti yang dikenal.",
    "Sumber diperbarui, atau alamat ini milik sistem lain; tidak ada yang dihitung dari jawaban "
    "yang tidak dipahami.",
    "Periksa base_url. Bila benar, kirim rinciannya kepada pengembang jampel.",
)
FOREIGN = Trouble(
    "cursor_foreign",
    "Penanda bacaan terakhir sumber ini ditulis konektor lain.",
    "Isian connector-nya diganti di jampel.toml; dari penanda itu tidak dapat diteruskan.",
    "Bila memang diganti: jampel source resume NAMA, lalu jampel sync NAMA --full.",
)
REPLACED = Trouble(
    "connector_replaced",
    "Sumber ini dahulu memakai konektor lain.",
    "Yang dahulu dibawanya hanya terbaca dengan konektor itu. Semuanya tetap dihitung, tetapi "
    "tidak ada yang ditarik.",
    "Kembalikan isian sumber ini di jampel.toml, boleh dengan enabled = false, dan beri konektor "
    "yang baru nama sumber lain.",
)
BROKEN = Trouble(
    "broken",
    "Konektor sumber ini berhenti dengan galat tak terduga.",
    "Ini kesalahan program, bukan konfigurasi; sumber lain tidak terganggu.",
    "Kirim rincian di bawah kepada pembuat konektornya.",
)
UNREACHABLE = Trouble(
    "unreachable",
    "Alamat sumber tidak menjawab.",
    "Servernya mati, jaringan ke sana terputus, atau base_url salah.",
    "Buka alamatnya dengan peramban di komputer ini. Bila terbuka, periksa base_url dan tembok "
    f"api (firewall); bila tidak, beri tahu admin sumber. {_AGAIN[0].upper()}{_AGAIN[1:]}.",
)
NAME_UNKNOWN = Trouble(
    "name_unknown",
    "Nama server di base_url tidak dikenal.",
    "Namanya salah tulis, atau DNS komputer ini tidak bekerja.",
    "Periksa ejaan base_url; buka alamatnya dengan peramban di komputer ini.",
)
TOO_SLOW = Trouble(
    "too_slow",
    "Sumber terlalu lama tidak menjawab.",
    "Servernya sibuk, atau jaringan ke sana sangat lambat.",
    f"Tunggu: {_AGAIN}. Bila selalu begini, minta admin sumber memeriksa beban servernya.",
)
CERTIFICATE = Trouble(
    "certificate_invalid",
    "Sertifikat keamanan (TLS) server tidak sah.",
    "Sertifikatnya kedaluwarsa, milik nama lain, atau dari penerbit yang tidak dikenal. Token dan "
    "kata sandi tidak dikirim ke server yang tidak dapat dipastikan.",
    "Minta admin sumber memasang sertifikat yang sah; atau, bila penerbitnya milik instansi "
    "sendiri, sebut berkas sertifikat penerbit itu sebagai ca_file. Pemeriksaan ini tidak dapat "
    "dimatikan.",
)
AUTHORITIES = Trouble(
    "ca_file",
    "Berkas ca_file sumber ini tidak dapat dipakai.",
    "Berkasnya tidak ada, tidak boleh dibaca, atau bukan sertifikat PEM.",
    "Periksa ca_file di jampel.toml; isinya sertifikat penerbit, dimulai dengan BEGIN CERTIFICATE.",
)
INSIDE = Trouble(
    "private_address",
    "base_url menuju alamat di dalam jaringan sendiri.",
    "Alamat seperti itu hanya dibuka bila diizinkan, supaya sumber dari luar tidak dapat "
    "menjangkau komputer kantor.",
    "Bila server sumber ini memang di jaringan kantor, isi private_network = true pada sumbernya.",
)
ELSEWHERE = Trouble(
    "moved",
    "Sumber mengalihkan ke alamat lain; pengalihan itu tidak diikuti.",
    "Situsnya pindah, atau base_url bukan alamat utamanya (http, bukan https; tanpa www).",
    "Buka base_url dengan peramban, salin alamat yang akhirnya tampil ke base_url.",
)
BUSY = Trouble(
    "busy",
    "Server sumber menolak sementara: sedang dirawat, terlalu sibuk, atau bermasalah.",
    "Gangguan di pihak sumber; tidak ada jam yang hilang.",
    f"Tunggu: {_AGAIN}. Bila sehari kemudian masih sama, beri tahu admin sumber.",
)
OLD_COPY = Trouble(
    "old_copy",
    "Yang menjawab tembolok (cache) di perjalanan, dengan salinan lama.",
    "Sumbernya sendiri tidak ditanya, jadi yang baru belum tentu ada; tidak ada jam yang hilang.",
    "Minta admin sumber atau jaringan mengecualikan alamat ini dari tembolok (proxy, CDN).",
)
MAINTENANCE = Trouble(
    "maintenance",
    "Sumber sedang dirawat (maintenance).",
    "Adminnya menutup sementara situs itu; tidak ada jam yang hilang.",
    f"Tidak perlu apa-apa: {_AGAIN} setelah situsnya dibuka.",
)
GUARD = Trouble(
    "guard",
    "Yang menjawab bukan sumbernya, melainkan penjaga robot (WAF) atau portal jaringan.",
    "Program seperti jampel ditahan di pintu; jampel tidak mencoba mengelabuinya.",
    "Minta admin sumber mengizinkan alamat IP komputer ini. Bila ini portal jaringan kantor, "
    "masuk dulu ke jaringan itu.",
)
CREDENTIALS = Trouble(
    "credentials",
    "Kredensial tidak diterima (401).",
    "Token atau kata sandi salah, dicabut, atau kedaluwarsa.",
    "Minta yang baru kepada admin sumber, ganti di tempat yang ditunjuk jampel.toml, coba lagi.",
)
FORBIDDEN = Trouble(
    "forbidden",
    "Sumber melarang permintaan ini (403).",
    "Akun kita tidak berhak, atau penjaga server menahan program seperti jampel.",
    "Minta admin sumber memberi hak itu, atau mengizinkan alamat IP komputer ini.",
)
LOGIN_PAGE = Trouble(
    "login_page",
    "Yang datang halaman masuk, bukan datanya.",
    "Sesi atau token kita tidak diterima, atau base_url menuju halaman yang dijaga.",
    "Periksa kredensial dan base_url; minta kredensial baru bila sudah kedaluwarsa.",
)
NOT_THERE = Trouble(
    "not_there",
    "Yang diminta tidak ada di alamat itu (404).",
    "base_url salah (misalnya foldernya kurang), atau sumbernya berubah.",
    "Buka base_url dengan peramban dan cocokkan, termasuk folder di belakang nama server.",
)
OTHER_PAGE = Trouble(
    "other_page",
    "Yang datang halaman web biasa, bukan datanya.",
    "base_url menuju situs lain, atau halaman lain berdiri di depan sumbernya.",
    "Buka base_url dengan peramban dan cocokkan, termasuk folder di belakang nama server.",
)
