"""The `jampel.toml` that `jampel init` writes: commented, and ready for a folder of exports.

A line `# ...` is prose; a line `#key = value` without a space is a setting that may be switched on.
"""

import json
from collections.abc import Sequence
from string import Template

_TEXT = Template("""\
# Konfigurasi jampel. Periksa dengan: jampel check
# Jalur relatif dihitung dari folder file ini. Setiap isian dijelaskan di docs/configuration.md.
# Setiap isian dapat ditimpa dari lingkungan: JAMPEL_STORE__URL, atau JAMPEL_STORE__URL_FILE.

[store]
# Satu file SQLite cukup untuk satu kabupaten. PostgreSQL: postgresql+psycopg://..., dan bila
# memuat kata sandi, lewat { env = "..." } atau { file = "..." }.
url = $store_url

[organisation]
name = $name
# Nama pemerintah daerah kita seperti tertulis di kolom Instansi; pegawai pemerintah lain diabaikan.
government = $government
timezone = $timezone

[roster]
# Data induk: pegawai, perangkat daerah, kepala perangkat daerah dan surelnya.
path = $roster_path
# File harus tidak berubah selama sekian detik sebelum dibaca.
settle = 5
# Hanya bila judul kolom tidak dikenali sendiri (lihat: jampel preview FILE).
#columns = { nip = "NIP / NI PPPK" }

[match]
# true: baris tanpa NIP dengan nama dan perangkat daerah yang cocok langsung dihitung.
accept_name_and_opd = false

[counting]
# Pegawai yang masuk di tengah tahun: "full" (20 JP penuh), "prorated" atau "exempt".
new_joiner = "full"
# Dua pelatihan pada hari yang sama: "both" (dihitung keduanya) atau "larger" (yang terbesar).
overlap = "both"
# true: batas JP per hari dan per bulan berlaku juga bagi JP yang tercetak.
cap_printed = false
# Batas JP setahun bagi PPPK, bila BKPSDM menetapkannya.
#pppk_cap_jp = 24

# Sumber data. Namanya bebas (huruf kecil, angka, tanda hubung), kecuali "roster".
# schedule: menit jam tanggal bulan hari. priority: yang lebih kecil menang bila dua sumber
# menceritakan pelatihan yang sama.

[sources.lan-ri]
connector = "files"
path = $lan_path
schedule = "*/10 * * * *"
priority = 10
# Dipakai bila file tidak punya kolomnya.
defaults = { provider = "LAN RI" }
# "ignore": NIP di luar data induk diabaikan, tidak ditanyakan.
unknown_people = "review"
# "clock": kata "jam" di sumber ini berarti jam 60 menit, bukan JP.
jam = "jp"
# Peringatan bila sumber tidak menjawab, atau tidak membawa apa pun yang baru, selama ini.
#stale_after = "2d"
#quiet_after = "45d"
#enabled = false

[sources.banten-ceria]
connector = "files"
path = $banten_ceria_path
schedule = "15 */2 * * *"
priority = 20
defaults = { provider = "LMS Banten Ceria" }

# LMS Banten Ceria langsung, tanpa file (docs/connectors/moodle.md). Coba dulu, tanpa menyimpan apa
# pun: jampel check --connect menyebut apa yang terbaca, apa yang tidak, dan menulis surat
# permintaan untuk admin LMS. base_url: alamat di peramban, sampai sebelum /login. Token tidak
# ditulis di sini, melainkan di variabel lingkungan LMS_TOKEN, atau { file = "..." }.
#[sources.lms]
#connector = "moodle"
#base_url = "https://lms.example"
#token = { env = "LMS_TOKEN" }
#schedule = "15 */2 * * *"
#priority = 20
# true bila LMS berada di jaringan kantor (alamat 10.x, 172.16.x atau 192.168.x).
#private_network = false
#
# Tanpa token: dengan nama pengguna dan kata sandi seorang manajer (docs/connectors/moodle_web.md).
#[sources.lms-web]
#connector = "moodle_web"
#base_url = "https://lms.example"
#username = "jampel"
#password = { env = "LMS_PASSWORD" }
#schedule = "15 */6 * * *"
#priority = 20

[rules]
# Salinan tabel aturan yang diubah sendiri (dari config/rules); file yang tidak ada memakai bawaan.
#path = "rules/"

# Peringatan tentang jampel sendiri: bila karantina atau verifikasi bertambah sekian baris dalam
# seminggu, dan bila ruang disk tinggal sekian.
#[alerts]
#grown_by = 50
#least_free_mib = 1024

[watch]
# Dipanggil setelah putaran sehat, supaya diamnya jampel ketahuan dari luar.
#ping = "https://monitor.example/jampel"

[health]
# Keadaan `jampel daemon`: /healthz, /readyz dan /metrics, di komputer ini saja.
host = "127.0.0.1"
port = 8001

# Server surel: untuk rekap kepada kepala perangkat daerah dan pemberitahuan kepada admin.
# security: "starttls", "tls" atau "none" (tanpa kata sandi, misalnya relai di komputer ini).
# Server yang tidak dapat dienkripsi seperti diminta tidak diberi apa pun.
#[mail]
#host = "localhost"
#port = 25
#sender = "BKPSDM <bangkom@serang.example>"
#security = "starttls"
#username = "bangkom"
#password = { env = "SMTP_PASSWORD" }
# Sertifikat yang dipercaya, bila server surel memakai sertifikat sendiri.
#ca_file = "ca.pem"
# Ke mana penerima menyampaikan bahwa surel salah alamat; bila tidak diisi: alamat pengirim.
#unsubscribe = "mailto:admin@serang.example"
# Siapa yang diberi tahu bila ada yang salah dengan jampel sendiri.
#admins = ["admin@serang.example"]

# Kotak surel pengirim (IMAP): alamat yang menolak rekap untuk seterusnya tidak dikirimi lagi, dan
# admin diberi tahu. Hanya dibaca; tidak ada yang diubah, dihapus atau ditandai di dalamnya.
#[bounces]
#host = "imap.serang.example"
#username = "bangkom"
#password = { env = "IMAP_PASSWORD" }
#security = "tls"
#port = 993
#folder = "INBOX"
#ca_file = "ca.pem"

# Rekap bulanan; hanya dikirim pada hari kerja dan jam ini (hari libur: rules/holidays.toml).
#[digest]
#schedule = "0 7 1 * *"
#window = "07:00-16:00"
# Bila ada sumber yang lama tidak menjawab: "banner" (disebut di rekap) atau "suppress".
#when_stale = "banner"
#most_people = 20

# Berapa lama disimpan apa yang tidak lagi menjadi dasar apa pun (penarikan yang ditolak, diganti,
# terputus atau gagal; isi surel lama). Yang menjadi dasar hitungan tidak pernah dihapus.
#[retention]
#pages = "5y"
#mails = "2y"
# Langkah-langkah peringatan pegawai yang sudah lama selesai (jampel alerts history).
#alerts = "5y"

# Bagian berikut sudah diperiksa, tetapi baru dipakai pada versi mendatang.

#[console]
#host = "127.0.0.1"
#port = 8000
""")


def render(
    *,
    name: str = "BKPSDM Kabupaten Serang",
    government: Sequence[str] = ("Pemerintah Kabupaten Serang", "Pemkab Serang"),
    timezone: str = "Asia/Jakarta",
    store_url: str = "sqlite:///jampel.db",
    roster_path: str = "roster/*",
    lan_path: str = "inbox/lan/*",
    banten_ceria_path: str = "inbox/banten-ceria/*",
) -> str:
    """Return the text of a configuration that loads as it is."""
    return _TEXT.substitute(
        name=_quoted(name),
        government=f"[{', '.join(map(_quoted, government))}]",
        timezone=_quoted(timezone),
        store_url=_quoted(store_url),
        roster_path=_quoted(roster_path),
        lan_path=_quoted(lan_path),
        banten_ceria_path=_quoted(banten_ceria_path),
    )


def _quoted(text: str) -> str:
    """Write a text as TOML: a JSON string is one, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
