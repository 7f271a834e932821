"""What happens to the descents after the roster: drills, dead readers, swapped cards, false records."""

from .crews import DAY, NORMAL, UNLISTED, Run, Trip, walk


def settle(run: Run):
    _leader_swap(run)
    if run.evacuate is not None:
        _evacuate(run)
    if run.stretch:
        _stretch(run)
    _new_cards(run)
    for trip in run.rng.sample(
        [t for t in run.trips if t.card and len(t.visits) > 6 and t.tag == ""],
        min(run.flat, len(run.trips) // 5),
    ):
        cut = run.rng.randrange(3, len(trip.visits) - 1)
        trip.visits = trip.visits[:cut] + [(trip.visits[cut][0], trip.visits[cut][1], UNLISTED)]
    if run.snapshots and run.snapshots[0] == "replayed_days":
        _replay(run)
    if run.snapshots and run.snapshots[0] == "invented_snapshots":
        for trip in run.trips:
            if run.snapshots[1] * DAY <= trip.t_in < run.snapshots[2] * DAY:
                trip.card = False
    for station, a, b in run.dead:
        for trip in run.trips:
            trip.visits = [
                v for k, v in enumerate(trip.visits) if k == 0 or v[0] != station or not a <= v[1] < b
            ]


def _leader_swap(run: Run):
    """The leader's card goes down in the pocket of another man."""
    for trip in run.trips:
        if trip.person.card in run.swap:
            a, b = run.swap[trip.person.card]
            mates = [
                t
                for t in run.trips
                if abs(t.t_in - trip.t_in) < 3600
                and t.person.team in ("安全科", "机电队", "通风队")
                and len(t.visits) > 8
                and t.card
            ]
            if a * DAY <= trip.t_in < b * DAY and mates:
                mate = run.rng.choice(mates)
                trip.visits = [(s, t + run.rng.uniform(0, 2), m) for s, t, m in mate.visits]
                trip.t_in, trip.t_out, trip.body = mate.t_in + 1.2, mate.t_out + 1.5, False


def _evacuate(run: Run):
    t = run.evacuate
    for trip in run.trips:
        if trip.t_in < t < trip.t_out and trip.card and trip.visits and trip.t_out - trip.t_in < 60000:
            past = [v for v in trip.visits if v[1] <= t] or trip.visits[:1]
            out = walk(run, past, past[-1][0], 0, t + run.rng.uniform(60, 400), 1.3)
            trip.visits, trip.t_out = past, out

    def hook():
        i = int(t // 900)
        for table in (*run.belt.values(), run.hoisted):
            table[i : i + 12] *= 0.02

    run.late.append(hook)


def _stretch(run: Run):
    """Some of a crew stay for a second shift; the system raises overtime alarms."""
    day, count = run.stretch
    mine = run.mine
    places = {s for f in mine.faces for s in f.stations}
    chosen = [t for t in run.trips if t.tag == "face" and day * DAY <= t.t_in < day * DAY + 40000][:count]
    for trip in chosen:
        last = max((i for i, v in enumerate(trip.visits) if v[0] in places), default=0)
        more = run.rng.uniform(5.5, 6.5) * 3600
        trip.visits = trip.visits[: last + 1] + [(s, t + more, m) for s, t, m in trip.visits[last + 1 :]]
        trip.t_out += more
        s, t, _ = trip.visits[last]
        run.alarms.append(
            ("RYCS", [trip.person.card, trip.person.name, trip.t_in, trip.t_in + 12 * 3600, trip.t_out, s, t])
        )


def _new_cards(run: Run):
    for _ in range(run.swapped):
        old = run.rng.choice([p for p in run.people if not p.leader and p.card not in run.nameless])
        t = run.rng.uniform(0.2, 0.7) * run.days * DAY
        new = run.person(old.trade, old.team, special=old.special, post=old.post)
        new.name = old.name
        for trip in run.trips:
            if trip.person is old and trip.t_in > t:
                trip.person = new


def _replay(run: Run):
    """From the first day on, the listed people are those of some days before."""
    _, first, last = run.snapshots
    back = min(first, run.rng.choice((2, 3)))
    real = [t for t in run.trips if (first - back) * DAY <= t.t_in < first * DAY and t.card]
    for trip in run.trips:
        if first * DAY <= trip.t_in < last * DAY:
            trip.card = False
    k = 1
    while (k - 1) * back < last - first:
        move = k * back * DAY
        for t in real:
            if t.t_in + move < last * DAY:
                run.trips.append(
                    Trip(
                        t.person,
                        [(s, x + move, m) for s, x, m in t.visits],
                        t.t_in + move,
                        t.t_out + move,
                        body=False,
                        tag="replay",
                    )
                )
        k += 1


__all__ = ["NORMAL", "settle"]
