"""What a run has proved so far, on disk after every case, so that it can be taken up again."""

import json
from pathlib import Path
from typing import Any


class Record:
    """Answers by case in one JSON file; without a file it remembers nothing."""

    def __init__(self, path: Path | None = None, *, resume: bool = False) -> None:
        self.path = path
        self.answers: dict[str, Any] = {}
        if path and resume and path.exists():
            self.answers = json.loads(path.read_text())

    def answer_of(self, case: str) -> Any:
        return self.answers.get(case)

    def keep(self, case: str, answer: Any) -> None:
        self.answers[case] = answer
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.answers, ensure_ascii=False, indent=1))
        fresh.replace(self.path)
