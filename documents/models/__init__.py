"""Every model of the kernel, named once."""

from documents.models.approval import ApprovalRule, ChainStep, Delegation
from documents.models.head import Body, Document, LineBase, PricedLine, content_columns
from documents.models.opening import OpeningLock
from documents.models.timeline import Attachment, Comment, Event
from documents.models.work import (
    Link,
    NumberCounter,
    NumberRule,
    Operation,
    Period,
    PeriodEvent,
    Task,
)

__all__ = [
    "ApprovalRule",
    "Attachment",
    "Body",
    "ChainStep",
    "Comment",
    "Delegation",
    "Document",
    "Event",
    "LineBase",
    "Link",
    "NumberCounter",
    "NumberRule",
    "OpeningLock",
    "Operation",
    "Period",
    "PeriodEvent",
    "PricedLine",
    "Task",
    "content_columns",
]
