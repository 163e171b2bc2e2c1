"""The drawing of a paper's law: every state and step is on it, nothing overlaps, no style in it."""

from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.utils import translation

from documents import diagram, flow_text, registry
from documents.flow import SYSTEM, DocumentType, State, Step, WorkingDays, rejection, voiding
from masterdata.roles import Role

BOSS = (Role.GENERAL_MANAGER,)
SAMPLE = DocumentType(
    code="sample",
    label="Sample & <paper>",
    prefix="SA",
    body=object,
    line=object,
    makers=BOSS,
    states=(
        State("draft", "Draft", initial=True, editable=True),
        State("sent", "Sent", waits_for=BOSS, due=WorkingDays(2)),
        State("done", "Done", tone="good"),
        State("void", "Void", final=True),
    ),
    steps=(
        Step("send", "Send", "draft", "sent", by=BOSS),
        Step("finish", "Finish", "sent", "done", by=SYSTEM),
        Step("note", "Note", ("sent", "done"), "", by=BOSS),
        rejection("sent", by=BOSS),
        voiding(("draft", "sent"), by=BOSS),
    ),
)


def test_steps_ahead_go_down_or_right_and_steps_back_go_left() -> None:
    sides = {(a.source, a.target): a.side for a in diagram.arrows_of(SAMPLE)}

    assert sides == {
        (0, 1): "down",
        (1, 2): "down",
        (1, 0): "left",
        (0, 3): "right",
        (1, 3): "right",
    }


def test_steps_to_one_target_share_a_lane() -> None:
    lanes = diagram.lanes_of(diagram.arrows_of(SAMPLE))

    assert [(lane.side, lane.target, len(lane.arrows)) for lane in lanes] == [
        ("left", 0, 1),
        ("right", 3, 2),
    ]


def test_steps_that_stay_stand_inside_their_state() -> None:
    boxes = diagram.boxes_of(SAMPLE)

    assert [any("Note" in note for note in box.notes) for box in boxes] == [
        False,
        True,
        True,
        False,
    ]


def test_a_drawing_is_well_formed_and_escapes_its_words() -> None:
    drawn = ElementTree.fromstring(diagram.svg(SAMPLE))

    title = drawn.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "Sample & <paper>"
    assert "style=" not in diagram.svg(SAMPLE)


@pytest.mark.parametrize("document_type", registry.all_types(), ids=lambda each: each.code)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_registered_paper_can_be_drawn(document_type: DocumentType, language: str) -> None:
    with translation.override(language):
        drawing = diagram.drawing_of(document_type)
        picture = diagram.svg(document_type)

        ElementTree.fromstring(picture)
        for state in document_type.states:
            assert str(state.label) in picture
    for upper, lower in combinations(drawing.boxes, 2):
        assert upper.top + upper.height < lower.top
    places = {(lane.side, lane.offset): [] for lane in drawing.lanes}
    for lane in drawing.lanes:
        rows = [lane.target, *(arrow.source for arrow in lane.arrows)]
        for first, last in places[lane.side, lane.offset]:
            assert max(rows) < first or last < min(rows)
        places[lane.side, lane.offset].append((min(rows), max(rows)))
    assert all(0 < drawing.lane_x(lane) < drawing.width for lane in drawing.lanes)
    assert drawing.boxes[-1].top + drawing.boxes[-1].height < drawing.height


def test_the_law_as_mermaid_and_as_text() -> None:
    drawn = flow_text.mermaid(SAMPLE)
    assert "    draft --> sent: Send" in drawn
    assert "    sent --> sent: Note" in drawn
    assert "    void --> [*]" in drawn

    said = flow_text.text(SAMPLE)
    assert "send: draft → sent: Send" in said
    assert "(sample, SA)" in said
