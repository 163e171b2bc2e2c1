"""How a paper's page tells whom its money goes to: once."""

from typing import Any

from documents import registry

COPIED = ("payee", "payee_bank", "payee_account")


def payee_once(body: Any) -> dict[str, Any]:
    """The account while it may still be chosen, afterwards the copy that was struck of it."""
    if registry.get(body.head.type).state(body.head.state).editable:
        return dict.fromkeys(COPIED)
    return {"bank_account": None} if body.payee_account else {}
