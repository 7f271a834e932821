"""What is odd about walks, a kind a function: what it asks of the engine, and how it says it.

Each oddity sums up what belongs together: one place, one way, one group of cards. What usually has an innocent cause is
`harmless`, with the cause in its sentence; it is told, but last. Source: detection T1 to T4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from minewarden.engine.walks import descents, impossible_moves, joint_returns, moves, re_entries
from minewarden.engine.walks_pairs import PairRules, companions, live_twins
from minewarden.engine.walks_stays import frozen_cards
from minewarden.factors.clock import CHINA
from minewarden.factors.tracing.oddity import Oddity, cards_of, days_of, grouped, least, mean, most, summed
from minewarden.factors.tracing.tracks import ENDS, WALKS, Holder, Row, Tracks
from minewarden.factors.words import NOTHING, Words, plural

# Settings, not law.
CLOCKS_S = 60.0  # how far the clocks of two readers may differ
WRONG_LENGTH, WRONG_CARDS = (
    0.2,
    3,
)  # of all moves on a way, by so many cards: the register has its length wrong
PAIRS = PairRules(exclusivity=0.05, least_changes=2)
ALONE, MANY_ENTRIES = (
    0.25,
    12,
)  # they walk as one with few others near, or past many stations, or again another day
POSTS = ("service", "keeper", "repair")  # classes of trades.toml whose work is to stay where they are


def silences(tracks: Tracks) -> list[Oddity]:
    """Cards that fell silent near a place, underground, and came back, by place.

    The place is that end of a silence at which more of them begin or end: the last read before it is easily missed.
    """
    often = Counter(row[end] for row in tracks.silent for end in ENDS)

    def near(row: Row) -> str:
        return str(max((row[end] for end in ENDS), key=lambda code: often[code]))

    why = {
        "": NOTHING,
        "mouth": Words(
            "；起止均在井口，可能是漏读出井", "; from pit mouth to pit mouth, perhaps an exit not read"
        ),
        "reader": Words("；该分站当时报告故障", "; the station was reported out of order"),
    }
    found = []
    for (code, reason), rows in grouped(tracks.silent, lambda row: (near(row), row["harmless"])):
        cards, times, days = cards_of(rows), len(rows), days_of(row["from_at"] for row in rows)
        hours = mean(row["unexplained_s"] for row in rows) / 3600
        at, trades, more = tracks.place(code), tracks.trades_told(cards), why[reason]
        text = Words(
            f"{at.zh}一带：{len(cards)}张卡{trades.zh}在{days}天里{times}次于井下失去信号、其后又出现，"
            f"平均{hours:.1f}小时，其间该矿照常上传{more.zh}。",
            f"Near {at.en}: {plural(len(cards), 'card')}{trades.en} fell silent underground and reappeared "
            f"{plural(times, 'time')} on {plural(days, 'day')}, after {hours:.1f} h on average, while the mine sent "
            f"data as usual{more.en}.")  # fmt: skip
        stations = tuple(dict.fromkeys([code, *(row[end] for row in rows for end in ENDS)]))
        found.append(summed("silence", rows, cards, stations, ("from_at", "to_at"), hours, "h", text,
                             weight=times * hours, harmless=bool(reason)))  # fmt: skip
    return found


def returns(tracks: Tracks) -> list[Oddity]:
    """Crews that had fallen silent and were read again together, a return each."""
    sure = tracks.silences.filter(pc.equal(tracks.silences["harmless"], ""))
    rows = sure.to_pylist()
    found = []
    for group in joint_returns(sure):
        own = [
            r for r in rows if r["to_station"] == group.station and group.from_at <= r["to_at"] <= group.to_at
        ]
        cards, hours = group.cards, mean(row["silent_s"] for row in own) / 3600
        seconds = round((group.to_at - group.from_at).total_seconds())
        gone = sorted({row["from_station"] for row in own})
        at, trades, moment = tracks.place(group.station), tracks.trades_told(cards), _clock(group.from_at)
        text = Words(
            f"{at.zh}：{len(cards)}张卡{trades.zh}失去信号平均{hours:.1f}小时后，于{moment}起{seconds}秒内一同出现。",
            f"{at.en}: {plural(len(cards), 'card')}{trades.en}, silent for {hours:.1f} h on average, were read again "
            f"together from {moment} on within {plural(seconds, 'second')}.")  # fmt: skip
        stations = tuple(dict.fromkeys([group.station, *gone]))
        found.append(summed("joint_return", own, cards, stations, ("from_at", "to_at"), len(cards), "cards", text,
                             weight=len(cards)))  # fmt: skip
    return found


def walking_as_one(tracks: Tracks) -> list[Oddity]:
    """Groups of cards that passed the stations together, seconds apart, on one day or several."""
    shared = companions(tracks.visits, PAIRS, WALKS)
    days_of_pair = Counter(zip(shared["card"].to_pylist(), shared["other"].to_pylist(), strict=True))
    pairs = [
        row | {"again": days_of_pair[row["card"], row["other"]] > 1}
        for row in tracks.in_span(shared, "first_at", "last_at", (), ("card", "other"))
        if {row["card"], row["other"]} & tracks.there
    ]
    pairs = [r for r in pairs if r["again"] or r["exclusivity"] >= ALONE or r["entries"] >= MANY_ENTRIES]
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for _, rows in grouped(pairs, lambda row: row["day"]):
        for cards in _linked(rows):
            groups[cards] += [row for row in rows if row["card"] in cards]
    found = []
    for cards, rows in groups.items():
        days, entries, share = len({row["day"] for row in rows}), most(rows, "entries"), most(rows, "share")
        chance = len(cards) == 2 and not rows[0]["again"]
        more = Words("；仅一天、仅两张卡，可能是结伴", "; on one day only and but two, perhaps workmates")
        trades, more = tracks.trades_told(cards), more if chance else NOTHING
        text = Words(
            f"{len(cards)}张卡{trades.zh}在{days}天里如一人行走：先后相差数秒经过各站，一天最多{entries:.0f}次，"
            f"占全部进站的{100 * share:.0f}%{more.zh}。",
            f"{plural(len(cards), 'card')}{trades.en} walked as one on {plural(days, 'day')}: seconds apart past "
            f"the stations, up to {entries:.0f} times a day, {100 * share:.0f}% of arrivals{more.en}.")  # fmt: skip
        stations = _passed(tracks, cards[:1], least(rows, "first_at"), most(rows, "last_at"))
        found.append(summed("companions", rows, cards, stations, ("first_at", "last_at"), 100 * share, "%", text,
                             weight=len(cards) * days * entries, harmless=chance))  # fmt: skip
    return found


def twin_cards(tracks: Tracks) -> list[Oddity]:
    """Two cards of one person that moved at the same time, in the span."""
    visits = tracks.within(tracks.visits, "arrived_at", "left_at", cards=())
    person_of = {card: holder.person for card, holder in tracks.holders.items() if holder.person}
    found = []
    for twins in live_twins(visits, person_of, walks=WALKS):
        cards, hours, moved = (twins.card, twins.other), twins.overlap_s / 3600, twins.moves
        if not tracks.there & set(cards) or (tracks.tip.cards and not set(tracks.tip.cards) & set(cards)):
            continue
        spans = [visits.filter(pc.equal(visits["card"], card)).to_pylist() for card in cards]
        first = max(least(rows, "arrived_at") for rows in spans)
        last = min(most(rows, "left_at") for rows in spans)
        trades = tracks.trades_told(cards)
        text = Words(
            f"登记为同一人的两张卡{trades.zh}同时在井下移动{hours:.1f}小时，其中一张至少换站{moved}次。",
            f"Two cards registered to one person{trades.en} moved underground at the same time for {hours:.1f} h; "
            f"either changed its station at least {plural(moved, 'time')}.")  # fmt: skip
        found.append(Oddity("live_twins", cards, _passed(tracks, cards, first, last), first, last, round(hours, 1), "h",
                            text, Counter((twins.first_file_no, twins.last_file_no)), twins.overlap_s))  # fmt: skip
    return found


def standing_still(tracks: Tracks) -> list[Oddity]:
    """Cards that lay at one place for most of their descents, by place, those at their posts apart."""
    rows = tracks.in_span(frozen_cards(tracks.visits, walks=WALKS), "from_at", "to_at", ("station_code",))
    found = []
    for (code, post), own in grouped(rows, lambda row: (row["station_code"], _at_post(tracks, row))):
        face = tracks.at_face(code)
        more = Words("；岗位工种，可能是正常值守", "; of trades that stay at their post") if post else NOTHING
        if face and not post:
            more = Words("；该处为在册采掘地点", "; work is approved there")
        cards, times, days = cards_of(own), len(own), days_of(row["from_at"] for row in own)
        hours = mean(row["stay_s"] for row in own) / 3600
        at, trades = tracks.place(code), tracks.trades_told(cards)
        text = Words(
            f"{at.zh}：{len(cards)}张卡{trades.zh}在{days}天里{times}次下井一直停在该处，"
            f"平均{hours:.1f}小时{more.zh}。",
            f"{at.en}: {plural(len(cards), 'card')}{trades.en} stayed there all the time in {plural(times, 'descent')} "
            f"on {plural(days, 'day')}, {hours:.1f} h on average{more.en}.")  # fmt: skip
        found.append(summed("frozen_card", own, cards, (code,), ("from_at", "to_at"), hours, "h", text,
                             weight=times * hours, harmless=post or (face and not tracks.at_seal(code))))  # fmt: skip
    return found


def too_fast(tracks: Tracks) -> list[Oddity]:
    """Ways that nobody can have walked or ridden in the time, or that no declared roadway makes, by way."""
    if not tracks.graph.has_roadways:
        return []
    steps = moves(tracks.visits, tracks.graph)
    rows = tracks.in_span(impossible_moves(steps, WALKS), "left_at", "arrived_at", ENDS)
    steps = tracks.within(steps, "left_at", "arrived_at", ENDS)
    everyone = Counter(zip(*(steps[name].to_pylist() for name in ENDS), strict=True))
    rows = [row | {"least": _least_speed(tracks, row)} for row in rows]
    rows = [row for row in rows if row["why"] == "unconnected" or row["least"] > WALKS.speed_limit_m_per_s]
    found = []
    for (a, b, why), own in grouped(rows, lambda row: (row[ENDS[0]], row[ENDS[1]], row["why"])):
        many = len(own) >= WRONG_LENGTH * everyone[a, b] and len(cards_of(own)) >= WRONG_CARDS
        told = _no_way(tracks, own) if why == "unconnected" else _no_time(tracks, own, many)
        text, figure, unit, harmless = told
        found.append(summed("impossible_move", own, cards_of(own), (a, b), ("left_at", "arrived_at"), figure, unit,
                            text, weight=len(cards_of(own)) * len(own), harmless=harmless))  # fmt: skip
    return found


def _no_way(tracks: Tracks, rows: list[Row]) -> tuple[Words, float, str, bool]:
    """Text, figure, unit and whether it may be nothing, where no declared roadway leads."""
    a, b = rows[0]["from_station"], rows[0]["to_station"]
    start, end, cards, times = tracks.place(a), tracks.place(b), cards_of(rows), len(rows)
    alone = not (tracks.graph.neighbours(a) and tracks.graph.neighbours(b))
    more = Words("；登记中该站未连接任何巷道", "; the register connects that station to no roadway")
    trades, more = tracks.trades_told(cards), more if alone else NOTHING
    text = Words(
        f"{start.zh}→{end.zh}：{len(cards)}张卡{trades.zh}{times}次往来，而在册巷道不相通，可能有未申报通道{more.zh}。",
        f"{start.en} → {end.en}: {plural(len(cards), 'card')}{trades.en} went there {plural(times, 'time')}, but no "
        f"declared roadway leads there; perhaps an undeclared way{more.en}.")  # fmt: skip
    return text, float(times), "moves", alone


def _no_time(tracks: Tracks, rows: list[Row], many: bool) -> tuple[Words, float, str, bool]:
    """The same where the time was too short; `many`: so many that the register is to blame."""
    worst = max(rows, key=lambda row: row["least"])
    metres, seconds, speed = worst["distance_m"], worst["elapsed_s"], worst["least"]
    start, end = tracks.place(worst["from_station"]), tracks.place(worst["to_station"])
    cards, times = cards_of(rows), len(rows)
    more = Words("；多人如此，可能是登记的长度有误", "; many were, perhaps the declared length is wrong")
    trades, more = tracks.trades_told(cards), more if many else NOTHING
    text = Words(
        f"{start.zh}→{end.zh}：{len(cards)}张卡{trades.zh}{times}次快得不可能，最快一次{metres:.0f}米仅{seconds:.0f}秒"
        f"（扣除分站覆盖后至少{speed:.0f} m/s）{more.zh}。",
        f"{start.en} → {end.en}: {plural(len(cards), 'card')}{trades.en} were too fast {plural(times, 'time')}, once "
        f"{metres:.0f} m in {seconds:.0f} s (at least {speed:.0f} m/s, the reach of the readers taken off){more.en}."
    )  # fmt: skip
    return text, speed, "m/s", many


def _least_speed(tracks: Tracks, row: Row) -> float:
    """The least speed of a move when a reader is taken to be the nearest one up to half of its longest roadway.

    A card changes its station half way between two readers, at once: then the way was no way.
    """
    halves = sum(max(tracks.graph.neighbours(row[k]).values(), default=0.0) / 2 for k in ENDS)
    least_m = row["distance_m"] - 2 * WALKS.reach_m - halves
    return float(max(0.0, least_m) / (row["elapsed_s"] + CLOCKS_S))


def back_again(tracks: Tracks) -> list[Oddity]:
    """Cards that went in again soon after they had come out, by card."""
    found_again = re_entries(descents(tracks.visits, WALKS))
    rows = tracks.in_span(found_again, "entered_at", "entered_at")
    found = []
    for card, own in grouped([row for row in rows if row["card"] in tracks.there], lambda row: row["card"]):
        times, minutes = len(own), min(row["out_before_s"] for row in own) / 60
        trades, more = tracks.trades_told([card]), Words("；仅一次", "; only once") if times == 1 else NOTHING
        text = Words(
            f"{card}{trades.zh}：{times}次出井后不久又入井，最短相隔{minutes:.0f}分钟，可能换人持卡{more.zh}。",
            f"{card}{trades.en}: went in again soon after coming out {plural(times, 'time')}, once after "
            f"{minutes:.0f} min; perhaps somebody else had the card{more.en}.")  # fmt: skip
        stations = tuple(dict.fromkeys(row["first_station"] for row in own))
        found.append(summed("re_entry", own, (card,), stations, ("entered_at", "left_at"), minutes, "min", text,
                             weight=times, harmless=times == 1))  # fmt: skip
    return found


def _linked(pairs: list[Row]) -> list[tuple[str, ...]]:
    """Groups of cards that pairs link, one to the other."""
    groups: list[set[str]] = []
    for pair in pairs:
        both = {pair["card"], pair["other"]}
        joined = [group for group in groups if group & both]
        groups = [group for group in groups if not group & both] + [both.union(*joined)]
    return [tuple(sorted(group)) for group in groups]


def _passed(tracks: Tracks, cards: Iterable[str], first: datetime, last: datetime) -> tuple[str, ...]:
    """The stations that these cards passed from the first to the last moment, in that order."""
    visits = tracks.visits
    among = pc.is_in(visits["card"].cast(pa.string()), value_set=pa.array(list(cards)))
    rows = visits.filter(among).to_pylist()
    inside = [row for row in rows if row["arrived_at"] <= last and row["left_at"] >= first]
    return tuple(
        dict.fromkeys(row["station_code"] for row in sorted(inside, key=lambda row: row["arrived_at"]))
    )


def _at_post(tracks: Tracks, row: Row) -> bool:
    """Whether it is a card's work to stay where it lay; nobody's post is at a seal."""
    return tracks.holders.get(row["card"], Holder()).work in POSTS and not tracks.at_seal(row["station_code"])


def _clock(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%m-%d %H:%M")


KINDS: dict[str, Callable[[Tracks], list[Oddity]]] = {
    "silence": silences,
    "joint_return": returns,
    "companions": walking_as_one,
    "live_twins": twin_cards,
    "frozen_card": standing_still,
    "impossible_move": too_fast,
    "re_entry": back_again,
}
"""What is looked for; the order in which oddities of about the same size tell of people out of sight."""
LABELS: dict[str, Words] = {
    "silence": Words("井下失去信号", "silences underground"),
    "joint_return": Words("一同再现", "joint returns"),
    "companions": Words("多卡同行", "companions"),
    "live_twins": Words("一人两卡", "live twins"),
    "frozen_card": Words("静止卡", "frozen cards"),
    "impossible_move": Words("不可能的移动", "impossible moves"),
    "re_entry": Words("短时再入井", "re-entries"),
}
