"""Draws the law of a paper: states in one column, steps as lines beside it; pure, as SVG text.

States keep their declared order. A step to the next state goes straight down; a step further
ahead leaves at the right and a step back at the left, each group with one target sharing a lane.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.flow import SYSTEM, DocumentType, Step
from documents.flow_words import state_notes
from ui.scales import width_of

STATE_SIZE, SMALL_SIZE = 15, 12
LINE, PORT, LANE, PADDING, GAP = 18, 24, 18, 14, 40


@dataclass
class Box:
    """One state; `left` and `right` are the ports at its sides, from top to bottom."""

    row: int
    label: str
    tone: str
    notes: list[str]
    initial: bool
    final: bool
    top: int = 0
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)

    @property
    def height(self) -> int:
        text = 2 * PADDING + LINE + len(self.notes) * LINE
        return max(text, max(len(self.left), len(self.right)) * PORT + PADDING)

    def port(self, side: str, name: str) -> int:
        ports = self.left if side == "left" else self.right
        return self.top + round((ports.index(name) + 1) * self.height / (len(ports) + 1))


@dataclass(frozen=True)
class Arrow:
    """All steps from one state to another, drawn as one line."""

    source: int
    target: int
    label: str
    tone: str

    @property
    def side(self) -> str:
        if self.target == self.source + 1:
            return "down"
        return "right" if self.target > self.source else "left"


@dataclass(frozen=True)
class Lane:
    """A vertical line that every arrow to one target shares."""

    side: str
    target: int
    arrows: tuple[Arrow, ...]
    offset: int


def boxes_of(document_type: DocumentType) -> list[Box]:
    boxes = []
    for row, state in enumerate(document_type.states):
        notes = [note] if (note := state_notes(state)) else []
        notes += [f"↻ {words}" for words in _staying(document_type, state.code)]
        label = str(state.label)
        boxes.append(Box(row, label, state.tone, notes, state.initial, state.final))
    return boxes


def _staying(document_type: DocumentType, code: str) -> list[str]:
    """Steps that stay in a state, three to a line."""
    labels = [str(s.label) for s in document_type.steps_from(code) if s.target in ("", code)]
    return [" · ".join(labels[n : n + 3]) for n in range(0, len(labels), 3)]


def arrows_of(document_type: DocumentType) -> list[Arrow]:
    rows = {state.code: row for row, state in enumerate(document_type.states)}
    pairs: dict[tuple[int, int], list[Step]] = defaultdict(list)
    for step in document_type.steps:
        for code in step.from_states:
            if step.target and step.target != code:
                pairs[rows[code], rows[step.target]].append(step)
    return [
        Arrow(source, target, " / ".join(str(step.label) for step in steps), _tone(steps))
        for (source, target), steps in sorted(pairs.items())
    ]


def _tone(steps: Sequence[Step]) -> str:
    if all(step.by is SYSTEM for step in steps):
        return "system"
    return "danger" if all(step.tone == "danger" for step in steps) else "step"


def lanes_of(arrows: Iterable[Arrow]) -> list[Lane]:
    """One lane per side and target; lanes that would overlap lie beside each other."""
    groups: dict[tuple[str, int], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if arrow.side != "down":
            groups[arrow.side, arrow.target].append(arrow)
    taken: dict[str, list[list[tuple[int, int]]]] = {"left": [], "right": []}
    lanes = []
    for (side, target), group in sorted(groups.items(), key=_reach):
        rows = [target, *(arrow.source for arrow in group)]
        span = (min(rows), max(rows))
        lanes.append(Lane(side, target, tuple(group), _free(taken[side], span)))
    return lanes


def _reach(item: tuple[tuple[str, int], list[Arrow]]) -> tuple[int, str, int]:
    """Short lanes lie inside, long ones outside."""
    (side, target), group = item
    return max(abs(arrow.source - target) for arrow in group), side, target


def _free(taken: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    for offset, spans in enumerate(taken):
        if all(span[1] < first or last < span[0] for first, last in spans):
            spans.append(span)
            return offset
    taken.append([span])
    return len(taken) - 1


@dataclass
class Drawing:
    """Boxes, arrows and lanes with their places on the sheet."""

    title: str
    boxes: list[Box]
    arrows: list[Arrow]
    lanes: list[Lane]
    box_left: int = 0
    box_width: int = 0
    left_lane: int = 0
    right_lane: int = 0
    width: int = 0
    height: int = 0

    @property
    def box_right(self) -> int:
        return self.box_left + self.box_width

    @property
    def middle(self) -> int:
        return self.box_left + self.box_width // 2

    def lane_x(self, lane: Lane) -> int:
        outward = lane.offset * LANE
        return self.left_lane - outward if lane.side == "left" else self.right_lane + outward


def drawing_of(document_type: DocumentType) -> Drawing:
    boxes, arrows = boxes_of(document_type), arrows_of(document_type)
    drawing = Drawing(str(document_type.label), boxes, arrows, lanes_of(arrows))
    for lane in sorted(drawing.lanes, key=lambda lane: lane.target):
        ports = boxes[lane.target].left if lane.side == "left" else boxes[lane.target].right
        ports.append("in")
    for arrow in arrows:
        if arrow.side != "down":
            side = boxes[arrow.source].left if arrow.side == "left" else boxes[arrow.source].right
            side.append(f"to {arrow.target}")
    _place(drawing)
    return drawing


def _place(drawing: Drawing) -> None:
    def label_room(side: str) -> int:
        widths = [width_of(a.label, SMALL_SIZE) for a in drawing.arrows if a.side == side]
        return max(widths, default=0) + 3 * PADDING

    def lane_room(side: str) -> int:
        return (
            1 + max((lane.offset for lane in drawing.lanes if lane.side == side), default=-1)
        ) * LANE

    drawing.left_lane = lane_room("left") + PADDING
    drawing.box_left = drawing.left_lane + (label_room("left") if lane_room("left") else 0)
    texts = [width_of(box.label, STATE_SIZE) + 40 for box in drawing.boxes]
    texts += [width_of(note, SMALL_SIZE) for box in drawing.boxes for note in box.notes]
    drawing.box_width = max(180, *texts) + 2 * PADDING
    beside = [a for a in drawing.arrows if a.side == "down"]
    below = max((width_of(a.label, SMALL_SIZE) for a in beside), default=0) + PADDING
    drawing.right_lane = drawing.box_right + label_room("right")
    right = drawing.right_lane + lane_room("right")
    drawing.width = max(right, drawing.middle + below) + PADDING
    top = PADDING
    for box in drawing.boxes:
        box.top = top
        top += box.height + GAP
    drawing.height = top - GAP + PADDING


def svg(document_type: DocumentType) -> SafeString:
    """The drawing as SVG: colours come from the style sheet, so it is light or dark as the page."""
    drawing = drawing_of(document_type)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="g-flow" role="img" '
        f'width="{drawing.width}" height="{drawing.height}" '
        f'viewBox="0 0 {drawing.width} {drawing.height}" fill="none" stroke="currentColor" '
        f'font-size="{SMALL_SIZE}"><title>{escape(drawing.title)}</title>',
        *(_straight(drawing, arrow) for arrow in drawing.arrows if arrow.side == "down"),
        *(_lane(drawing, lane) for lane in drawing.lanes),
        *(_box(drawing, box) for box in drawing.boxes),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308  every label was escaped


def _text(x: int, y: int, words: str, css: str = "", anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" class="{css}" fill="currentColor" '
        f'stroke="none">{escape(words)}</text>'
    )


def _head(x: int, y: int, direction: str) -> str:
    """The point of an arrow that arrives at (x, y)."""
    back = {"down": (-4, -8, 4, -8), "right": (-8, -4, -8, 4), "left": (8, -4, 8, 4)}[direction]
    a, b, c, d = back
    return (
        f'<path d="M{x} {y}L{x + a} {y + b}L{x + c} {y + d}Z" fill="currentColor" stroke="none"/>'
    )


def _straight(drawing: Drawing, arrow: Arrow) -> str:
    start = drawing.boxes[arrow.source].top + drawing.boxes[arrow.source].height
    end = drawing.boxes[arrow.target].top
    x = drawing.middle
    return (
        f'<g class="g-flow-{arrow.tone}"><path d="M{x} {start}V{end - 6}"/>{_head(x, end, "down")}'
        f"{_text(x + 10, (start + end) // 2 + 4, arrow.label)}</g>"
    )


def _lane(drawing: Drawing, lane: Lane) -> str:
    """The shared vertical line, the way into its target, and each source's way out with words."""
    x = drawing.lane_x(lane)
    edge = drawing.box_left if lane.side == "left" else drawing.box_right
    inward = 1 if lane.side == "left" else -1
    into = drawing.boxes[lane.target].port(lane.side, "in")
    outs = [
        (arrow, drawing.boxes[arrow.source].port(lane.side, f"to {arrow.target}"))
        for arrow in lane.arrows
    ]
    ends = [into, *(y for _arrow, y in outs)]
    tone = lane.arrows[0].tone if len({arrow.tone for arrow in lane.arrows}) == 1 else "step"
    direction = "right" if lane.side == "left" else "left"
    parts = [
        f'<g class="g-flow-{tone}"><path d="M{x} {min(ends)}V{max(ends)}'
        f'M{x} {into}H{edge - 6 * inward}"/>{_head(edge, into, direction)}</g>'
    ]
    anchor = "end" if lane.side == "left" else "start"
    for arrow, y in outs:
        words = _text(edge - 8 * inward, y - 5, arrow.label, anchor=anchor)
        parts.append(f'<g class="g-flow-{arrow.tone}"><path d="M{edge} {y}H{x}"/>{words}</g>')
    return "".join(parts)


def _box(drawing: Drawing, box: Box) -> str:
    x, y, width = drawing.box_left, box.top, drawing.box_width
    parts = [
        f'<g class="g-flow-state g-flow-{escape(box.tone)}">'
        f'<rect x="{x}" y="{y}" width="{width}" height="{box.height}" rx="8"/>'
    ]
    if box.final:
        inner = f'x="{x + 4}" y="{y + 4}" width="{width - 8}" height="{box.height - 8}"'
        parts.append(f'<rect {inner} rx="5" fill="none"/>')
    if box.initial:
        dot = f'cx="{x + PADDING + 2}" cy="{y + PADDING + 9}" r="5"'
        parts.append(f'<circle {dot} fill="currentColor" stroke="none"/>')
    line = y + PADDING + STATE_SIZE
    parts.append(_text(drawing.middle, line, box.label, "g-flow-name", "middle"))
    for number, note in enumerate(box.notes, start=1):
        parts.append(_text(drawing.middle, line + number * LINE, note, "g-flow-note", "middle"))
    return "".join([*parts, "</g>"])
