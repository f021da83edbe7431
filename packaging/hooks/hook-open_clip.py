"""open_clip's architectures and its list of word pieces."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("open_clip")
