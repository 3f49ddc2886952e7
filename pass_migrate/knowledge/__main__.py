"""Compile the knowledge files: `python -m pass_migrate.knowledge`, after one of them was edited."""

from pass_migrate.knowledge.data import FOLDER, compile_text

(FOLDER / "compiled").mkdir(exist_ok=True)
for path in FOLDER.glob("*.yaml"):
    target = FOLDER / "compiled" / f"{path.stem}.json"
    target.write_text(compile_text(path.read_bytes()), encoding="utf-8")
