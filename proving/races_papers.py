"""Races for one paper: approved, rejected, edited, voided and reversed by many at once."""

import uuid
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document, Event
from masterdata.models import User
from masterdata.roles import Role
from proving.race import Scene, Script, race, take
from proving.together import REFUSED, Answers
from tests.notation import owed, stock
from tests.purchasing import firm


def receipt_of(scene: Scene, state: str = "submitted") -> Document:
    """40 of 100 pieces of an item of this round arrived."""
    order = firm.order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    return firm.receipt([order], "40", state=state)


def times(document: Document, step: str) -> int:
    return Event.objects.filter(document=document, step=step).count()


def posted(scene: Scene, *, approved: bool) -> None:
    """The receipt is in both ledgers, once, or in neither."""
    stock(f"{scene.item} main {40 if approved else 0}")
    owed(f"{scene.supplier} {'90.40' if approved else '0'}")


def named(answers: Answers, document: Document) -> None:
    """Whoever is refused is told of which paper."""
    nameless = [text for text in answers.texts(REFUSED) if document.number not in text]
    assert not nameless, f"refused without the paper's number: {nameless}"


@race("same approval")
def same_approval(scene: Scene) -> Script:
    receipt = receipt_of(scene)

    answers = yield [take(receipt, "approve", who) for who in scene.crowd(Role.PURCHASING_MANAGER)]

    answers.exactly(1)
    if scene.words:
        named(answers, receipt)
    assert times(receipt, "approve") == 1, f"{times(receipt, 'approve')} events of one approval"
    posted(scene, approved=True)


@race("approve against reject")
def approve_against_reject(scene: Scene) -> Script:
    receipt = receipt_of(scene)
    crowd = scene.crowd(Role.PURCHASING_MANAGER)

    answers = yield [
        take(receipt, "reject", who, reason="数量不符")
        if number % 2
        else take(receipt, "approve", who)
        for number, who in enumerate(crowd)
    ]

    answers.exactly(1)
    posted(scene, approved=firm.state_of(receipt) == "approved")


@race("approve against edit")
def approve_against_edit(scene: Scene) -> Script:
    """The maker withdraws and edits while others approve what they see."""
    receipt = receipt_of(scene)
    maker, version = receipt.maker, receipt.version
    rows = firm.receipt_rows([Document.objects.get(led_to__target=receipt)], "40")
    rows[0] |= {"line_remark": "改过"}

    def edit() -> str:
        engine.perform(receipt.pk, "withdraw", actor=maker, version=version)
        drafts.change(receipt.pk, actor=maker, head={}, body={}, lines=rows)
        return "edited"

    crowd = scene.crowd(Role.PURCHASING_MANAGER)[1:]
    answers = yield [edit, *(take(receipt, "approve", who, version=version) for who in crowd)]

    answers.exactly(1)
    approved = firm.state_of(receipt) == "approved"
    posted(scene, approved=approved)
    edited = receipt.receipt.lines.filter(line_remark="改过").exists()
    assert edited is not approved, "approved is what nobody saw"


@race("submit against edit")
def submit_against_edit(scene: Scene) -> Script:
    """Everybody has the draft of version 1 before him."""
    order = firm.draft_order(f"{scene.item} 100 x 2.26", supplier=scene.supplier)
    maker = order.maker

    def edit(actor: User) -> Any:
        lines = firm.priced(f"{scene.item} 7 x 1.00")
        given: dict[str, Any] = {"version": 1, "head": {}, "body": {}, "lines": lines}
        return lambda: drafts.change(order.pk, actor=actor, **given)

    crowd = scene.crowd(Role.PURCHASER)[1:]
    answers = yield [take(order, "submit", maker, version=1), *(edit(who) for who in crowd)]

    answers.exactly(1)
    order.refresh_from_db()
    assert order.version == 2, f"version {order.version} after one act"


@race("one new form sent by many clicks")
def one_new_form(scene: Scene) -> Script:
    key, maker = uuid.uuid4(), firm.people().purchaser
    given: Any = {
        "head": {"party": firm.factories.supplier(scene.supplier)},
        "body": {"warehouse": firm.factories.warehouse()},
        "lines": firm.priced(f"{scene.item} 1 x 1.00"),
        "key": key,
    }

    def send() -> str:
        return drafts.create(firm.PURCHASE_ORDER, actor=maker, **given).number

    answers = yield [send] * scene.people

    answers.exactly(scene.people)
    numbers = set(answers.texts("done"))
    papers = Document.objects.filter(party__code=scene.supplier).count()
    assert (len(numbers), papers) == (1, 1), f"{papers} papers of one form, {len(numbers)} told"


@race("approve against void")
def approve_against_void(scene: Scene) -> Script:
    receipt = receipt_of(scene)
    managers, buyers = scene.crowd(Role.PURCHASING_MANAGER), scene.crowd(Role.PURCHASER)

    answers = yield [
        take(receipt, "void", buyers[number], reason="录错")
        if number % 2
        else take(receipt, "approve", managers[number])
        for number in range(scene.people)
    ]

    answers.exactly(1)
    posted(scene, approved=firm.state_of(receipt) == "approved")


@race("approve against reverse")
def approve_against_reverse(scene: Scene) -> Script:
    """Who comes too early to reverse is refused; who comes after the approval takes it back."""
    receipt = receipt_of(scene)
    crowd = scene.crowd(Role.PURCHASING_MANAGER)

    answers = yield [
        take(receipt, "reverse", who, reason="有误")
        if number % 2
        else take(receipt, "approve", who)
        for number, who in enumerate(crowd)
    ]

    state = firm.state_of(receipt)
    assert times(receipt, "approve") == 1, f"{times(receipt, 'approve')} approvals"
    assert times(receipt, "reverse") == (state == "reversed"), f"reversed twice, now {state}"
    answers.exactly(2 if state == "reversed" else 1)
    posted(scene, approved=state == "approved")


@race("reverse twice")
def reverse_twice(scene: Scene) -> Script:
    receipt = receipt_of(scene, "approved")
    crowd = scene.crowd(Role.PURCHASING_MANAGER)

    answers = yield [take(receipt, "reverse", who, reason="有误") for who in crowd]

    answers.exactly(1)
    posted(scene, approved=False)


@race("number counter")
def number_counter(scene: Scene) -> Script:
    """Each draws three numbers, and one in five acts is rolled back after its draw."""
    from proving.drawing import draw, missing

    people = scene.crowd(Role.PURCHASER)
    stem = f"CG-{timezone.localdate():%Y%m%d}"
    material = firm.priced(f"{scene.item} 1 x 1.00"), firm.factories.supplier(scene.supplier)
    drawing = [draw(who, *material, times=3, fails=n % 5 == 4) for n, who in enumerate(people)]

    answers = yield drawing

    answers.exactly(len(people))
    numbers = [number for text in answers.texts("done") for number in text.split()]
    assert len(numbers) == len(set(numbers)), "a number was given twice"
    assert not missing(stem), f"gaps that no paper explains: {missing(stem)}"


@race("role withdrawn while approving")
def role_withdrawn(scene: Scene) -> Script:
    """One manager approves many papers while his role is taken from him."""
    papers = [
        receipt_of(Scene(1, f"{scene.tag}.{n}"), "submitted") for n in range(scene.people - 1)
    ]
    extra = receipt_of(Scene(1, f"{scene.tag}.z"))
    manager = firm.factories.user(Role.PURCHASING_MANAGER)

    def withdraw() -> str:
        manager.groups.clear()
        return "withdrawn"

    answers = yield [*(take(paper, "approve", manager) for paper in papers), withdraw]

    approved = [paper for paper in papers if firm.state_of(paper) == "approved"]
    answers.exactly(len(approved) + 1)
    fresh = User.objects.get(pk=manager.pk)
    late = refused(lambda: engine.perform(extra.pk, "approve", actor=fresh))
    assert late, "he approves although the role was taken from him"
    for number, paper in enumerate(papers):
        posted(Scene(1, f"{scene.tag}.{number}"), approved=paper in approved)


def refused(act: Any) -> str:
    from documents.errors import Refused

    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return ""
