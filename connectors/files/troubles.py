"""What may be wrong with a folder of files."""

from connectors.troubles import Trouble

FOLDER = Trouble(
    "folder",
    "Folder sumber ini tidak dapat dibaca.",
    "Foldernya tidak ada, atau akun yang menjalankan jampel tidak berhak membacanya.",
    "Buat foldernya, atau beri akun itu hak baca; cocokkan path di jampel.toml.",
)
