"""A bundle computes on the processor (on a Mac also on its GPU), whichever torch it was built with.

From a torch with CUDA the libraries that only a computation on a GPU loads are left out (README.md, “Size”), so that it
must not find one.
"""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
