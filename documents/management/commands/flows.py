"""Prints the law of every paper: as text, or as Mermaid for the documentation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from documents import flow_text, registry


class Command(BaseCommand):
    help = "Print states and steps of the document types."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("types", nargs="*", help="Codes of types; all if none is given.")
        parser.add_argument("--mermaid", action="store_true", help="Print Mermaid diagrams.")
        parser.add_argument("--language", default="en", help="Language of the words: en, zh-hans.")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {document_type.code: document_type for document_type in registry.all_types()}
        unknown = [code for code in options["types"] if code not in known]
        if unknown:
            raise CommandError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}.")
        with translation.override(options["language"]):
            for code in options["types"] or known:
                self.stdout.write(self._one(known[code], as_mermaid=options["mermaid"]))

    def _one(self, document_type: Any, *, as_mermaid: bool) -> str:
        if not as_mermaid:
            return flow_text.text(document_type) + "\n"
        return f"### {document_type.label}\n\n```mermaid\n{flow_text.mermaid(document_type)}\n```\n"
