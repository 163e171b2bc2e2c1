"""What was typed into a field that belongs to no form: a reason, a comment."""

from django.http import HttpRequest

from ui.text import UnfitText, normalise

LONGEST_REASON = 500


def typed(request: HttpRequest, name: str, *, most: int = LONGEST_REASON) -> str:
    """Normalised as every form does it; a sign that no database takes must not get that far."""
    try:
        return normalise(request.POST.get(name, ""))[:most]
    except UnfitText:
        return ""
