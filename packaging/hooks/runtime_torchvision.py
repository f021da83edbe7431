"""Lets torchvision be imported without its compiled half.

open_clip and timm import torchvision for its transforms of pictures and one layer of Python. Its operators for object
detection are called by nothing, and their library loads only into the torch that it was built with. torchvision 0.28
and 0.29 import without it but for two modules that describe those operators to the compiler (`operator
torchvision::nms does not exist`); they stand empty here. Runs before the program, imports nothing.
"""

import sys
from types import ModuleType

for _name in ("torchvision._meta_registrations", "torchvision._autograd_registrations"):
    sys.modules[_name] = ModuleType(_name)
