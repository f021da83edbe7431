"""Pictures and words to vectors. The only room that imports torch and ONNX Runtime, and only inside functions.

May import `core`. Loading and text embedding run on the worker thread, pictures on its encoder lanes.
"""
