"""Every model of the kernel, named once."""

from documents.models.approval import ApprovalRule, ChainStep, Delegation
from documents.models.head import Body, Document, LineBase, PricedLine, content_columns
from documents.models.jobs import Job, JobMark
from documents.models.opening import OpeningLock
from documents.models.printing import PrintSetting
from documents.models.sealing import Milestone, Seal, SealedSpan
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
    "Job",
    "JobMark",
    "LineBase",
    "Link",
    "Milestone",
    "NumberCounter",
    "NumberRule",
    "OpeningLock",
    "Operation",
    "Period",
    "PeriodEvent",
    "PricedLine",
    "PrintSetting",
    "Seal",
    "SealedSpan",
    "Task",
    "content_columns",
]
