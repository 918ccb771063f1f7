"""When and how each layer of a card comes on: grounds first, then what is read, in the order it is read.

Header, band and the main words stand from the first picture on, which is what people see before they play
it: at no moment is a card without its numbers or without what it is about. Nothing leaves, and nothing turns
back, so nothing flashes. Where the last words have come, the card stands until all is read. No figure is
counted up: each picture of the film, also one that somebody sends on, says what is true. It fills with its
tiles instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from scheduler.cards.design.items import Content, Figured, Item, LaidLayer, Patch, Run, Veil, edges, meet
from scheduler.cards.design.layers import (
    Box,
    DrawingLayer,
    Figure,
    Number,
    Panel,
    Photo,
    Points,
    Qr,
    Rings,
    Rows,
    Shape,
    Stack,
    Tiles,
)
from scheduler.cards.design.rows import bars_of, rows_of, shown_rows
from scheduler.cards.typesetting.fonts import CAP_HEIGHT, KHMER, PHASES, Face, OwnFace

SHORTEST, LONGEST = 6.0, 10.0  # seconds of a film
STANDS = 2.0  # seconds that each text stands still at least
_READ = 17.0  # characters a second, all texts of the card one after the other
_BEGIN = 0.1  # seconds before anything moves
_LAST_WORD = 4.4  # seconds: when the last text has come at the latest
_AMONG_GROUNDS, _AFTER_GROUNDS = 0.15, 0.35  # seconds from one to the next; until what is read begins
_LINE_GAP, _TEXT_GAP, _ROW_GAP, _THING_GAP = 0.16, 0.5, 0.6, 0.35  # before the next of them
_HEADLINES: frozenset[Face] = frozenset({"ExtraBold", "Black", KHMER["ExtraBold"], KHMER["Black"]})
_WHOLE = 0.7  # of the canvas: what covers more of it is a ground
_SCENE = 0.8  # of its width, of a drawing or photo: a landscape
_SMALL = 0.15  # of its area: what lies inside something that small comes with it
_RULE = 8  # pixels: what is no thicker is a line
_LINE = 0.55  # em: how far the signs of a line stand from its base


class Entrance(Enum):
    """How something comes on."""

    STANDS = "stands"  # it is there from the first picture on
    RISES = "rises"  # from below, becoming seen
    LIFTS = "lifts"  # a line of text, from behind its own foot
    SETTLES = "settles"  # a drawing: it rises a little too far and comes back
    WIPES = "wipes"  # from the left, as a curtain is drawn
    DRAWS = "draws"  # rings, from their middle outwards
    LAYS = "lays"  # tile by tile, as a floor is laid
    FILLS = "fills"  # a figure: it stands in one colour from the first picture on, its tiles come one by one


_LASTS = {  # seconds
    Entrance.STANDS: 0.0, Entrance.RISES: 0.6, Entrance.LIFTS: 0.6, Entrance.SETTLES: 0.8,
    Entrance.WIPES: 0.8, Entrance.DRAWS: 1.2, Entrance.LAYS: 1.0,
    Entrance.FILLS: 2.2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """Things that come on together; times in seconds. *module* is a tile's side, *centre* that of rings."""

    items: tuple[Item, ...]
    entrance: Entrance
    start: float = 0.0
    length: float = 0.0
    module: int = 0
    centre: tuple[int, int] = (0, 0)

    @property
    def end(self) -> float:
        """When it stands."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Score:
    """*acts* from back to front; *length* in seconds, *moved* when all of it stands; *words* as they are
    read."""

    acts: tuple[Act, ...]
    length: float
    words: tuple[str, ...]

    @property
    def moved(self) -> float:
        """When the last of it stands."""
        return max((act.end for act in self.acts), default=0.0)


@dataclass(slots=True, eq=False)
class _Cue:
    """Acts that begin together: their place in the depth of the card, and where they are on it."""

    box: Box
    acts: list[tuple[int, Act]]
    gap: float  # seconds after the cue before it
    is_ground: bool = False
    after: _Cue | None = None  # what it lies upon
    is_main: bool = False  # of the main words

    @property
    def stands(self) -> bool:
        """Whether it is there from the first picture on."""
        return all(act.entrance is Entrance.STANDS for _, act in self.acts)

    def stand(self) -> None:
        """Let it be there from the first picture on."""
        self.acts = [(depth, replace(act, entrance=Entrance.STANDS)) for depth, act in self.acts]

    @property
    def place(self) -> tuple[int, int, int]:
        """By what it is read: line by line, in each from the left."""
        if self.after is not None:
            row, left, depth = self.after.place
            return row, left, depth + 1
        return self.box[1] // 24, self.box[0], 0


@dataclass(slots=True)
class _Writer:
    canvas: tuple[int, int]
    content: Content
    cues: list[_Cue] = field(default_factory=list)

    def add(self, depth: int, layer: LaidLayer) -> None:
        """What is on *layer*; its words lie above all layers."""
        model, fields = layer.layer, self.content.fields
        match model:
            case Stack():
                self._lines(depth + _ABOVE, layer.above)
            case Points():
                count = max(1, len(fields.get(model.field, ())))
                grid = (bars_of if model.bars else rows_of)(model, self.canvas, count)
                self._rows(depth, layer, grid.top, grid.height)
            case Rows():
                count = max(1, len(shown_rows(model, self.content)))
                grid = rows_of(model, self.canvas, count)
                self._rows(depth, layer, grid.top, grid.height)
            case Number():  # one that is dialled is never another on the way
                self._stand(depth, layer.below)
            case Panel() | Qr() | Shape():
                self._shape(depth, layer)
            case DrawingLayer():
                self._drawings(depth, layer.below)
            case _:
                self._ground(depth, layer)

    def _ground(self, depth: int, layer: LaidLayer) -> None:
        model = layer.layer
        match model:
            case Tiles():
                self._put(depth, layer.below, edges(model.box, self.canvas), Entrance.LAYS, model.module)
            case Figure():
                for item in layer.below:
                    if isinstance(item, Figured):  # what a field says is read from the first picture on
                        entrance = Entrance.FILLS if model.field else Entrance.LAYS
                        self._put(depth, (item,), item.box, entrance, item.module)
            case Rings():
                self._put(depth, layer.below, (0, 0, *self.canvas), Entrance.DRAWS)
            case Photo():
                left, _, right, _ = box = edges(model.box, self.canvas)
                is_scene = right - left > _SCENE * self.canvas[0]  # its header's words stand on it
                entrance = Entrance.STANDS if is_scene else Entrance.WIPES
                self._put(depth, layer.below, box, entrance)
            case _:  # header, band, gradient
                self._stand(depth, layer.below)

    def _stand(self, depth: int, items: Sequence[Item]) -> None:
        self.cues.append(
            _Cue((0, 0, *self.canvas), [(depth, Act(tuple(items), Entrance.STANDS))], 0.0, is_ground=True)
        )

    def _put(self, depth: int, items: Sequence[Item], box: Box, entrance: Entrance, module: int = 0) -> None:
        centre = (0, 0)
        for item in items:
            if isinstance(item, Rings):
                centre = (0 if item.centre[0] == "left" else self.canvas[0], item.centre[1])
        act = Act(tuple(items), entrance, module=module, centre=centre)
        self.cues.append(_Cue(box, [(depth, act)], _AMONG_GROUNDS, is_ground=True))

    def _drawings(self, depth: int, items: Sequence[Item]) -> None:
        for item in items:
            left, _, right, _ = box = _box_of(item, self.canvas)
            if right - left > _SCENE * self.canvas[0]:
                self._stand(depth, (item,))
            else:
                self._thing(depth, (item,), box, Entrance.SETTLES)

    def _shape(self, depth: int, layer: LaidLayer) -> None:
        model, (width, height) = layer.layer, self.canvas
        box = edges(model.box, self.canvas) if isinstance(model, Panel | Qr) else (0, 0, width, height)
        left, top, right, bottom = box
        is_across = left <= 0 and right >= width
        if is_across or (right - left) * (bottom - top) > _WHOLE * width * height:
            self._stand(depth, layer.below)
        else:
            entrance = Entrance.WIPES if _is_rule(box) else Entrance.RISES
            self._thing(depth, layer.below, box, entrance)

    def _thing(self, depth: int, items: Sequence[Item], box: Box, entrance: Entrance) -> None:
        """With what it lies in, if that is small; else by itself, at once after what it lies upon."""
        most, after = _SMALL * self.canvas[0] * self.canvas[1], None
        for cue in self.cues:
            if cue.is_ground:
                continue
            left, top, right, bottom = cue.box
            is_inside = left <= box[0] and top <= box[1] and right >= box[2] and bottom >= box[3]
            if is_inside and (right - left) * (bottom - top) < most:
                cue.acts.append((depth, Act(tuple(items), cue.acts[0][1].entrance)))
                return
            if meet(cue.box, box) and not all(isinstance(item, Run) for item in items):
                after = cue
        self.cues.append(_Cue(box, [(depth, Act(tuple(items), entrance))], _THING_GAP, after=after))

    def _lines(self, depth: int, runs: Sequence[Run]) -> None:
        former = 0.0
        for line in lines_of(runs):
            boxes, size = [_ink(run) for run in line], max(run.size for run in line)
            gap = _LINE_GAP if size == former else _TEXT_GAP
            self.cues.append(_Cue(_hull(boxes), [(depth, Act(tuple(line), Entrance.LIFTS))], gap))
            self.cues[-1].is_main = any(_is_headline(run) for run in line)
            former = size

    def _rows(self, depth: int, layer: LaidLayer, top: float, height: float) -> None:
        """Each row of a list at once: its tile, its rule and its words."""

        def row_of(item: Item) -> int:
            _, upper, _, lower = _box_of(item, self.canvas)
            return max(0, int(((upper + lower) / 2 + _RULE - top) / height))

        rows: dict[int, tuple[list[Item], list[Run]]] = {}
        for item in layer.below:
            rows.setdefault(row_of(item), ([], []))[0].append(item)
        for line in lines_of(layer.above):
            rows.setdefault(row_of(line[0]), ([], []))[1].extend(line)
        for _, (below, words) in sorted(rows.items()):
            rules = tuple(item for item in below if isinstance(item, Panel) and _is_rule(item.box))
            rest = tuple(item for item in below if item not in rules)
            acts = [
                (depth, Act(rest, Entrance.RISES)),
                (depth + _ABOVE, Act(tuple(words), Entrance.RISES)),
                (depth, Act(rules, Entrance.WIPES)),
            ]
            boxes = [_box_of(item, self.canvas) for item in (*below, *words)]
            self.cues.append(_Cue(_hull(boxes), [one for one in acts if one[1].items], _ROW_GAP))


_ABOVE = 1000  # layers a template has at most


def score_of(
    layers: Sequence[LaidLayer], veils: Sequence[Veil], canvas: tuple[int, int], content: Content
) -> Score:
    """How the card of *layers* moves; *veils* lie on its photos."""
    writer = _Writer(canvas, content)
    for depth, layer in enumerate(layers):
        if not layer.below and not layer.above:
            continue  # a photo that the card has not: nothing comes
        if isinstance(layer.layer, Photo) and veils:
            layer = replace(layer, below=(*layer.below, *veils))  # noqa: PLW2901
            veils = ()
        writer.add(depth, layer)
    _let_stand(writer.cues)
    timed, words = _timed(writer.cues), tuple(words_of_card(layers, content))
    acts = tuple(act for _, act in sorted(timed, key=lambda one: one[0]))
    last = max((act.end for act in acts), default=0.0)
    to_read = max(STANDS, sum(map(len, words)) / _READ)  # the numbers on the band stand all the time
    return Score(acts, min(max(SHORTEST, last + to_read), LONGEST), words)


def _let_stand(cues: Sequence[_Cue]) -> None:
    """The main words from the first picture on, with the panels that they are written on."""
    main = [cue for cue in cues if cue.is_main] or _largest(cues)
    if all(cue.stands or cue in main for cue in cues):  # something has to move
        main = [cue for cue in main if cue.is_ground] or main[:1]
    for cue in main:
        cue.stand()
        for under in cues:
            if _is_panel(under) and under.acts[0][0] < cue.acts[0][0] and meet(under.box, cue.box):
                under.stand()


def _largest(cues: Sequence[_Cue]) -> list[_Cue]:
    """The lines in the largest letters."""
    sizes = {
        cue: max(item.size for item in cue.acts[0][1].items if isinstance(item, Run))
        for cue in cues
        if cue.acts[0][1].entrance is Entrance.LIFTS
    }
    return [cue for cue, size in sizes.items() if size == max(sizes.values())]


def _is_headline(run: Run) -> bool:
    face = run.weight
    return (face.weight if isinstance(face, OwnFace) else face) in _HEADLINES


def _is_panel(cue: _Cue) -> bool:
    return any(isinstance(item, Panel | Shape) for _, act in cue.acts for item in act.items)


def _timed(cues: Sequence[_Cue]) -> list[tuple[int, Act]]:
    """Grounds from back to front, then what is read from above."""
    pen, found = _BEGIN, []
    for cue in cues:
        if cue.is_ground or cue.stands:
            found += [(depth, _at(act, pen)) for depth, act in cue.acts]
            pen += 0.0 if cue.stands else cue.gap
    read = sorted((cue for cue in cues if not cue.is_ground and not cue.stands), key=lambda cue: cue.place)
    begin = pen = max(_BEGIN, pen - _AMONG_GROUNDS + _AFTER_GROUNDS) if pen > _BEGIN else pen
    starts: list[float] = []
    for cue in read:
        pen += cue.gap if starts else 0.0
        starts.append(pen)
    most = _LAST_WORD - _LASTS[Entrance.RISES]
    squeeze = min(1.0, (most - begin) / (starts[-1] - begin)) if starts and starts[-1] > begin else 1.0
    for cue, start in zip(read, starts, strict=True):
        found += [(depth, _at(act, begin + (start - begin) * squeeze)) for depth, act in cue.acts]
    return found


def _at(act: Act, start: float) -> Act:
    length = _LASTS[act.entrance]
    from_first = act.entrance in (Entrance.STANDS, Entrance.FILLS)
    return replace(act, start=0.0 if from_first else start, length=length)


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """The glyphs of a text by its lines, from above."""
    bases: list[tuple[float, float]] = []  # of lines, and how far a sign of it may stand from there
    for run in sorted(runs, key=lambda run: -len(run.glyphs)):
        counts: dict[int, int] = {}
        for _, _, base in run.glyphs:
            counts[base] = counts.get(base, 0) + 1
        for base in sorted(counts, key=lambda base: -counts[base]):
            if all(abs(base - other) > max(reach, _LINE * run.size) for other, reach in bases):
                bases.append((base, _LINE * run.size))
    bases.sort()
    lines: list[list[Run]] = [[] for _ in bases]
    for run in runs:
        spots: dict[int, list[tuple[int, int, int]]] = {}
        for spot in run.glyphs:
            nearest = min(range(len(bases)), key=lambda number: abs(bases[number][0] - spot[2]))
            spots.setdefault(nearest, []).append(spot)
        for number, glyphs in spots.items():
            lines[number].append(replace(run, glyphs=tuple(glyphs)))
    return [line for line in lines if line]


def words_of_card(layers: Sequence[LaidLayer], content: Content) -> Iterator[str]:
    """What is read on the card, text by text; its header and its band stand all the time."""
    for layer in layers:
        match layer.layer:
            case Stack(texts=texts):
                values: list[object] = [
                    content.fields.get(one.field) if one.field else one.text for one in texts
                ]
            case Points(field=name) | Figure(field=name):
                given = content.fields.get(name, ())
                values = [given] if isinstance(given, str) else list(given)
            case Rows() as rows:
                values = [value for _, value in shown_rows(rows, content)]
            case Number() if content.shown:
                values = [content.shown.display]
            case _:
                values = []
        for value in values:
            words = " ".join(str(value or "").replace("*", "").split())
            if words:
                yield words


def _ink(run: Run) -> Box:
    """Where its capitals stand, about."""
    _, across, bases = zip(*run.glyphs, strict=True)
    return (
        min(across) // PHASES, round(min(bases) - CAP_HEIGHT * run.size), max(across) // PHASES, max(bases)
    )  # fmt: skip


def _box_of(item: Item, canvas: tuple[int, int]) -> Box:
    match item:
        case Run():
            return _ink(item)
        case Patch():
            return item.left, item.top, item.left + item.width, item.top + item.width
        case Panel():
            return item.box
    return (0, 0, *canvas)


def _is_rule(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= _RULE


def _hull(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
