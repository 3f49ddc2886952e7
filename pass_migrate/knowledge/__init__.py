"""What is known about the world: images, ports, secret names. The data stand in YAML files beside this one.

Users extend it with files of their own in the same format (`knowledge:` in `pass-migrate.yaml`).
"""

from pass_migrate.knowledge.images import Image, ImagePort, image_of

__all__ = ["Image", "ImagePort", "image_of"]
