"""The known document types; refuses doubles and unsound graphs at start."""

from documents.flow import DocumentType, faults_of

_types: dict[str, DocumentType] = {}


def register(document_type: DocumentType) -> DocumentType:
    """Add a type; its code and its prefix must be its own."""
    faults = faults_of(document_type)
    for other in _types.values():
        if other.code == document_type.code:
            faults.append("code is taken")
        if other.prefix == document_type.prefix:
            faults.append(f"prefix {other.prefix} belongs to {other.code}")
    if faults:
        raise ValueError(f"{document_type.code}: {'; '.join(faults)}")
    _types[document_type.code] = document_type
    return document_type


def get(code: str) -> DocumentType:
    return _types[code]


def all_types() -> tuple[DocumentType, ...]:
    return tuple(_types[code] for code in sorted(_types))
