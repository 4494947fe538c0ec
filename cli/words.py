"""Indonesian words for what the store names in English."""

OUTCOMES = {
    "running": "sedang berjalan", "ok": "berhasil", "held": "DITAHAN", "joined": "sama, dilewati",
    "rejected": "ditolak", "replaced": "digantikan", "unavailable": "tidak terjangkau",
    "paused": "DIJEDA", "failed": "GAGAL", "interrupted": "terputus",
}  # fmt: skip

COUNTS = {
    "read": "dibaca", "accepted": "dapat dihitung", "counted": "dihitung", "joined": "digabung",
    "unchanged": "tetap", "replaced": "versi lama", "not_completed": "belum lulus",
    "held": "ditahan", "quarantined": "karantina", "in_review": "perlu verifikasi",
    "other_agency": "instansi lain", "ignored": "diabaikan",
}  # fmt: skip

LEVELS = {
    "met": "terpenuhi", "on_track": "sesuai jadwal", "behind": "tertinggal", "critical": "kritis",
    "missed": "tidak terpenuhi", "exempt": "dikecualikan",
}  # fmt: skip


def sum_in_words(counts: dict[str, int]) -> str:
    """The sum of a run as one line: only what is not zero."""
    read = counts.get("read", 0)
    if not read:
        return "tidak ada yang baru"
    parts = [f"{n} {COUNTS.get(k, k)}" for k, n in counts.items() if k != "read" and n]
    return f"{read} baris dibaca = " + " + ".join(parts)


STEPS = {
    "raised": "muncul", "changed": "berubah", "acknowledged": "diketahui", "snoozed": "ditunda",
    "returned": "muncul lagi", "cleared": "selesai",
}  # fmt: skip
"""What can happen to an alert."""

SILENCES = {
    "nothing_to_say": "tidak ada yang perlu dikabarkan",
    "not_reconciled": "penarikan data terakhir gagal atau jumlah barisnya tidak cocok",
    "stale": "data sebuah sumber sudah lama",
}
"""Why a digest is not sent."""
DIGEST_STATES = {
    "queued": "menunggu",
    "sending": "sedang dikirim",
    "accepted": "diterima server surel",
    "suppressed": "tidak dikirim",
    "failed": "GAGAL",
}
DIGEST_REASONS = SILENCES | {
    "assumed_sent": "dianggap terkirim sebelum cadangan dikembalikan",
    "no_recipient": "tidak ada kepala OPD atau alamat surel",
    "address_disabled": "surel ke alamat itu selalu kembali; lihat: jampel opd head",
    "bounced": "kembali: server penerima menolaknya",
    "template": "surat tidak dapat disusun; beri tahu pengembang",
    "refused": "ditolak server surel",
    "too_big": "terlalu besar, juga tanpa lampiran",
    "given_up": "tidak diterima selama lima hari kerja",
    "unknown": "dua kali tanpa jawaban; tanyakan dulu kepada penerima",
    "configuration": "server surel menolak cara kita masuk; periksa [mail]",
}
"""What became of a digest, and why."""
