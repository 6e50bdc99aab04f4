"""The score judged on the past: measures by hand, and three histories whose laws are known."""

import json
from datetime import date, timedelta
from math import log
from pathlib import Path

import pytest

from app.cli import parser
from app.core.errors import Refused
from app.risk import rules
from app.risk.rules import Guess, Measures, Outcome, Signs, Trial
from tests.risk.histories import END, START, history, stationary

D = date.fromisoformat
NAIVE = Guess(0.5, 0.0)


def trial(p: float, was_late: bool, day: int | None = 0, foreseen: float = 0.0) -> Trial:
    return Trial(END, was_late, day, 1, Guess(p, foreseen), NAIVE, NAIVE)


def test_the_measures_worked_by_hand() -> None:
    """Late at .8, in time at .4, late at .4, in time at .1: of the four pairs of a late one with
    one in time three are the right way round and one is level, (3 + ½) / 4. Squares .04 + .16 +
    .36 + .01 = .57, a quarter of it .1425. Days off 3, 0 and 6; the fourth is not paid yet."""
    trials = [
        trial(0.8, True, 12, 9.0),
        trial(0.4, False, -2, -2.0),
        trial(0.4, True, None, 5.0),
        trial(0.1, False, 0, 6.0),
    ]
    done = rules.judged(trials)
    assert done.n == 4
    assert done.model.auc == pytest.approx(0.875)
    assert done.model.brier == pytest.approx(0.1425)
    assert done.model.log_loss == pytest.approx(-(log(0.8) + log(0.6) + log(0.4) + log(0.9)) / 4)
    assert done.model.mae_days == pytest.approx(3.0)
    assert [(b.start, b.n, b.observed) for b in done.calibration] == [
        (0.1, 1, 0.0), (0.4, 2, 0.5), (0.8, 1, 1.0),
    ]  # fmt: skip
    assert done.baselines["base_rate"].brier == pytest.approx(0.25)


def test_nothing_to_judge_is_said_as_such() -> None:
    assert rules.judged([]).model == Measures()
    assert rules.auc([(0.2, False), (0.9, False)]) is None
    certain = rules.measured([trial(0.0, True)], lambda one: one.model)
    assert certain.log_loss == pytest.approx(-log(0.001))


def test_only_what_was_known_on_the_day_of_issue_is_used() -> None:
    """Due on 1 March and paid on 20 March. On 2 March it is known to be late, by one day so far;
    on 1 March nothing is known, and the invoice issued then is not judged."""
    first = Outcome(1, "company", D("2026-03-01"), D("2026-03-20"), D("2026-02-01"))
    early = Outcome(1, "company", D("2026-04-01"), D("2026-04-01"), D("2026-03-01"))
    next_day = Outcome(1, "company", D("2026-04-02"), D("2026-04-01"), D("2026-03-02"))
    (judged,) = rules.rolled([first, early, next_day], D("2026-06-01"))
    assert (judged.seen, judged.was_late, judged.day) == (1, False, -1)
    assert judged.client_rate == Guess(1.0, 1.0)
    assert judged.base_rate == Guess(1.0, 1.0)
    assert judged.due_date == Guess(0.0, 0.0)
    # The beta law that stands before thirty outcomes, one late one a day old.
    weight = 0.5 ** (1 / 365)
    assert judged.model.p_late == pytest.approx((weight + 0.43) / (weight + 1.08))


@pytest.mark.parametrize("clients", [20, 60, 300])
def test_on_histories_of_known_laws_it_beats_the_clients_own_rate(clients: int) -> None:
    """Punctual, drifting, seasonal and collapsing payers mixed, five seeds each: at most three
    outcomes known, strictly better; over all, not worse; and the day nearer than any naive way."""
    for seed in range(5 if clients < 300 else 2):
        trials = rules.rolled(history(seed, clients), END)
        done = rules.judged(trials)
        few = [one for one in trials if one.seen <= 3]
        ours = rules.measured(few, lambda one: one.model).brier
        theirs = rules.measured(few, lambda one: one.client_rate).brier
        assert ours is not None and theirs is not None and ours < theirs
        known = [one for one in few if one.seen]
        ours = rules.measured(known, lambda one: one.model).brier
        theirs = rules.measured(known, lambda one: one.client_rate).brier
        assert ours is not None and theirs is not None and ours < theirs
        for name in rules.BASELINES:
            naive = done.baselines[name]
            assert done.model.brier and naive.brier and done.model.brier <= naive.brier, name
            assert done.model.mae_days and naive.mae_days
            assert done.model.mae_days <= naive.mae_days * 1.02, name


def test_terms_beside_the_counts_are_used_only_once_they_have_proved_better() -> None:
    """Of 60 clients who drift and collapse they are worth using: something overdue multiplies the
    odds; of clients who each keep their law, with everything paid, nothing does. With fewer than
    200 judged outcomes none are used, whatever they would be worth."""
    drifting = rules.roll(history(3, 60), END)
    assert drifting.terms.overdue > 0.4 and drifting.terms.slope > 0
    half = [each for each in history(3, 60) if each.client_id <= 12]
    assert rules.roll(half, END).terms == rules.PLAIN
    better = rules.judged(drifting.trials).model
    steady = rules.roll(stationary(3, 60), END)
    assert abs(steady.terms.overdue) < 0.2
    assert better.brier is not None and better.brier < 0.2079


def test_terms_are_fitted_to_what_came() -> None:
    """Said even odds. Late one time in four with nothing seen, three in four with something
    overdue, one in two after a late one: a level of -log 3, then twice log 3, then log 3, held a
    little towards nothing."""
    none, overdue, after = Signs(), Signs(has_overdue=True), Signs(last_late=True)
    cells = {(0, none): [4e3, 1e3], (0, overdue): [4e3, 3e3], (0, after): [4e3, 2e3]}
    terms = rules.fit_terms(cells)
    assert terms.level == pytest.approx(-log(3), abs=0.03)
    assert terms.overdue == pytest.approx(2 * log(3), abs=0.05)
    assert terms.last == pytest.approx(log(3), abs=0.04)
    assert terms.applied(0.5, overdue) == pytest.approx(0.75, abs=0.01)
    said = rules.Terms(overdue=log(9), last=log(3))
    assert (said.times, said.times_last) == (90_000, 30_000)
    assert rules.PLAIN.applied(0.3, Signs(True, True)) == pytest.approx(0.3)
    # Where the late ones part from the others without exception, the terms stay finite.
    apart = rules.fit_terms({(1, none): [9e3, 9e3], (-1, overdue): [9e3, 0.0]})
    assert -3 <= apart.overdue <= 3 and 0.2 <= apart.slope <= 3
    assert 0 < apart.applied(0.0, overdue) < apart.applied(1.0, none) < 1


def test_what_is_seen_of_a_client() -> None:
    """Two paid, the later one late; a third open and past its due day since the 11th."""
    first = Outcome(1, "company", D("2026-01-10"), D("2026-01-10"))
    second = Outcome(1, "company", D("2026-02-10"), D("2026-02-20"))
    third = Outcome(1, "company", D("2026-03-10"), None)
    assert rules.signs_of([], END) == Signs(False, False)
    assert rules.signs_of([first], END) == Signs(False, False)
    assert rules.signs_of([second, first], END) == Signs(False, True)
    assert rules.signs_of([first, third], D("2026-03-11")) == Signs(True, True)


def test_a_score_says_what_the_terms_make_of_it() -> None:
    """Odds of 1.43 to 1.65 by the counts, doubled by something overdue: 2.86 to 4.51."""
    year_ago = END - timedelta(days=365)
    own = [Outcome(1, "company", year_ago, year_ago + timedelta(days=d)) for d in (9, 0, 0)]
    own.append(Outcome(1, "company", year_ago, None))
    plain = rules.score_client(1, own, {}, END)
    assert plain.p_late == pytest.approx(1.43 / 3.08)
    doubled = rules.score_client(1, own, {}, END, rules.Terms(overdue=log(2)))
    assert doubled.p_late == pytest.approx(2.86 / (2.86 + 1.65))
    assert plain.low and doubled.low and plain.low < doubled.low < doubled.p_late
    assert plain.high and doubled.high and plain.high < doubled.high < 1


@pytest.mark.slow
def test_its_probabilities_hold_over_fifty_seeds() -> None:
    """Where everyone keeps one law, what was said late comes late: each tenth of the probabilities
    that holds 500 within its binomial interval (99.9 %: ten at once) over fifty histories pooled.
    The first year, in which the law of the business is still being learnt, is not judged."""
    pairs = [
        (one.model.p_late, one.was_late)
        for seed in range(50)
        for one in rules.rolled(stationary(seed, 40), END)
        if one.issued_on > START + timedelta(days=365)
    ]
    assert len(pairs) > 15_000
    held = [each for each in rules.calibration(pairs) if each.n >= 500]
    assert len(held) >= 7
    for each in held:
        spread = 3.3 * (each.predicted * (1 - each.predicted) / each.n) ** 0.5
        assert abs(each.observed - each.predicted) < spread, each


@pytest.mark.slow
def test_where_clients_change_it_is_wrong_by_little_and_never_flatters_the_worst() -> None:
    """Payers who drift and collapse leave their past behind: no law that looks back is calibrated
    there. Over fifty histories pooled each tenth stays within eight points of what came, and what
    was said late eight times in ten came late at least as often."""
    pairs = [
        (one.model.p_late, one.was_late)
        for seed in range(50)
        for one in rules.rolled(history(seed, 60), END)
        if one.issued_on > START + timedelta(days=365)
    ]
    assert len(pairs) > 15_000
    held = [each for each in rules.calibration(pairs) if each.n >= 500]
    assert len(held) == 10
    for each in held:
        assert abs(each.observed - each.predicted) < 0.08, each
    assert all(each.observed > each.predicted for each in held[8:])


@pytest.mark.slow
@pytest.mark.parametrize(("clients", "seeds"), [(20, 50), (60, 50), (300, 4)])
def test_pooled_over_seeds_it_beats_the_clients_own_rate(clients: int, seeds: int) -> None:
    """Brier over all seeds pooled: strictly lower for clients of whom three outcomes at most are
    known, and lower over all."""
    few, every = [], []
    for seed in range(seeds):
        for one in rules.rolled(history(seed, clients), END):
            ours = (one.model.p_late - one.was_late) ** 2
            theirs = (one.client_rate.p_late - one.was_late) ** 2
            every.append((ours, theirs))
            if one.seen <= 3:
                few.append((ours, theirs))
    for part in (few, every):
        assert sum(ours for ours, _ in part) < sum(theirs for _, theirs in part)


async def said_by(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    args = parser().parse_args(["score", *words])
    code = await args.run(args)
    return code, *capsys.readouterr()


LINES = """client;number;issued_on;due_on;amount;paid_on;disputed
Régie;F1;2025-01-02;2025-02-01;120,00;2025-01-30;
Régie;F2;2025-03-02;2025-04-01;120,00;2025-04-21;
Régie;F2;2025-03-02;2025-04-01;120,00;2025-04-21;
Régie;A1;2025-03-05;2025-03-05;-20,00;2025-03-05;
Hôtel;F3;2025-03-10;2025-04-09;80,00;;
Hôtel;F4;2025-04-10;2025-05-10;80,00;2025-05-10;
Hôtel;F5;2025-04-11;2025-05-11;80,00;2025-05-10;oui
Hôtel;F6;2025-04-12;2025-05-12;quatre-vingts;2025-05-10;
"""


async def test_a_file_is_judged_in_the_fixed_form(
    database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Issued after the first is known: F2 (Régie, paid in time once), F3 and F4 (Hôtel, nothing
    known, then one late). The one in dispute is left out, the credit note too."""
    path = tmp_path / "history.csv"
    path.write_text(LINES, encoding="utf-8")
    asked = ["--backtest", "--history", str(path), "--format", "json", "--on", "2025-07-01"]
    code, out, err = await said_by(capsys, *asked)
    assert code == 0
    said = json.loads(out)
    assert list(said) == ["n", "auc", "brier", "log_loss", "mae_days", "calibration", "baselines"]
    assert said["n"] == 3
    assert set(said["baselines"]) == {"base_rate", "client_rate", "due_date"}
    # In turn the base rate is 0 (one in time), 0 again, and ½ (F2 late since 2 April; F3 is late
    # since the 10th: two of three). Late, late, in time: (1 + 1 + 4/9) / 3.
    assert said["baselines"]["base_rate"]["brier"] == pytest.approx((1 + 1 + 4 / 9) / 3, abs=1e-4)
    # Its client's rate: 0, then the base rate 0, then 1 of 1: always wrong.
    assert said["baselines"]["client_rate"]["brier"] == 1.0
    # On the due day: 20 days off, F3 not paid, 0 off.
    assert said["baselines"]["due_date"]["mae_days"] == 10.0
    assert {"from", "to", "n", "predicted", "observed"} == set(said["calibration"][0])
    assert "line 9:" in err and "quatre-vingts" in err


async def test_a_file_without_a_readable_line_is_refused(
    database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "history.csv"
    path.write_text("client;number;issued_on;due_on;amount;paid_on\nRégie;F1;hier;;1;\n")
    with pytest.raises(Refused, match="No line of this file can be read"):
        await said_by(capsys, "--backtest", "--history", str(path))
    assert "line 2:" in capsys.readouterr().err
    assert (await said_by(capsys, "--history", str(path)))[0] == 2


async def test_a_month_of_a_business_is_told_as_a_table(
    database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["client,number,issued_on,due_on,amount,paid_on"]
    for n in range(12):
        issued = D("2025-01-01") + timedelta(days=30 * n)
        due = issued + timedelta(days=15)
        lines.append(f"Perrin,F{n},{issued},{due},50,{due + timedelta(days=n % 3 * 5)}")
    path = tmp_path / "history.csv"
    path.write_text("\n".join(lines))
    asked = ["--backtest", "--history", str(path), "--on", "2026-03-01"]
    _, out, _ = await said_by(capsys, *asked)
    assert out.startswith("11 invoices foreseen") and "client_rate" in out
