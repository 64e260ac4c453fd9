"""Certificates of real and made data: what they say, that they hold, and that wrong ones do not."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hardlimit.numeric import em_means, exact, lloyd, random_problems, responsibilities
from hardlimit.numeric.certify import Refused, Table, certify, main, verify

DATA = Path(__file__).parents[3] / "numeric" / "data"


def table(x: Any) -> Table:
    points = np.asarray(x, dtype=float)
    names = tuple(f"c{e}" for e in range(points.shape[1]))
    return Table(points, names, tuple(range(2, len(points) + 2)), "made.csv")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out = capsys.readouterr()
    return code, out.out, out.err


# -- iris and Old Faithful -------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "arguments", "distortion", "line", "sigma"),
    [
        ("iris", ["--k", "3"], 78.8514414261460, 117, 0.02690592),
        ("old_faithful", ["--k", "2", "--sigma", "2"], 8901.76872094721, 250, 0.18392330),
    ],
)
def test_real_data(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    arguments: list[str],
    distortion: float,
    line: int,
    sigma: float,
) -> None:
    data, out = str(DATA / f"{name}.csv"), tmp_path / "c.json"
    drawing = tmp_path / "p.svg"
    code, said, error = run(
        capsys, data, *arguments, "--output", str(out), "--picture", str(drawing)
    )
    assert (code, error) == (0, "")
    assert f"line {line} decides" in said
    assert "EM has exactly one fixed point within" in said
    found = json.loads(out.read_text())
    # The distortion is the published optimum of k-means.
    low, high = map(float, found["objective"]["distortion"])
    assert low <= high == pytest.approx(distortion, rel=1e-13)
    assert float(found["sigma"]["low"]) == pytest.approx(sigma, rel=1e-6)
    code, said, _ = run(capsys, data, "--verify", str(out))
    assert code == 0
    assert said.count("checked: ") == 5
    svg = drawing.read_text()
    assert svg.startswith("<svg")
    assert svg.count("<circle") == 4 * (found["data"]["rows"] + 1)
    import xml.etree.ElementTree as tree

    tree.fromstring(svg)


def test_the_certified_width_is_what_doubles_say_too() -> None:
    x = np.loadtxt(DATA / "iris.csv", delimiter=",", skiprows=1)
    run_ = lloyd(x, x[[0, 50, 100]])
    found = certify(table(x), 3, start=x[[0, 50, 100]])
    assert [step["labels"] for step in found["steps"]][-1] == run_.labels.tolist()
    sigma = float(found["sigma"]["low"])
    for factor, within in ((1 - 1e-6, True), (1 + 1e-6, False)):
        worst = 0.0
        for step, means in zip(found["steps"], run_.trajectory, strict=False):
            hard = np.eye(3)[step["labels"]]
            r = responsibilities(x, means, np.full(3, 1 / 3), (factor * sigma) ** 2)
            worst = max(worst, float(np.abs(r - hard).max()))
        assert (worst <= 1e-3) is within


@pytest.mark.slow
def test_em_has_a_fixed_point_where_the_certificate_says() -> None:
    x = np.loadtxt(DATA / "old_faithful.csv", delimiter=",", skiprows=1)
    found = certify(table(x), 2, start=x[[0, 1]], sigma="2")
    means = at = lloyd(x, x[[0, 1]]).means
    for _ in range(50):
        means = em_means(x, means, [0.5, 0.5], 4.0)
    away = float(np.sqrt(((means - at) ** 2).sum(axis=1)).max())
    claim = found["fixed_point"]
    assert 0 < away <= float(claim["distance"]) < 20 * away
    # From anywhere within the radius EM comes to the same point.
    rng = np.random.default_rng(1)
    for _ in range(5):
        step = rng.normal(size=at.shape)
        step *= float(claim["unique_within"]) / np.sqrt((step**2).sum(axis=1, keepdims=True))
        other = at + step
        for _ in range(50):
            other = em_means(x, other, [0.5, 0.5], 4.0)
        np.testing.assert_allclose(other, means, atol=1e-9)


# -- made data -------------------------------------------------------------------------
def test_random_problems_with_ties_and_empty_clusters() -> None:
    kinds = {"tie": 0, "empty": 0, "fixed": 0, "one": 0}
    for p in random_problems(70, seed=9):
        found = json.loads(json.dumps(certify(table(p.x), len(p.means), start=p.means)))
        assert len(verify(table(p.x), found)) >= 3
        kinds["tie"] += any(step["ties"] for step in found["steps"])
        kinds["empty"] += any(step["empty"] for step in found["steps"])
        kinds["fixed"] += "distance" in found["fixed_point"]
        kinds["one"] += len(p.means) == 1
        labels = [step["labels"] for step in found["steps"]]
        assert labels[0] == exact.labels(p.x, p.means).tolist()
    assert min(kinds.values()) >= 2, kinds


@pytest.mark.parametrize("sigma", ["1e-20", "0.01", "1", "1e6", "1e20"])
@pytest.mark.parametrize("epsilon", ["0.4", "1e-9", "1e-100"])
def test_widths_and_bounds_of_all_sizes(sigma: str, epsilon: str) -> None:
    x = [[0.0], [1.0], [2.5], [7.0], [8.0]]
    start = np.array([[0.0], [8.0]])
    found = certify(table(x), 2, start=start, sigma=sigma, epsilon=epsilon)
    verify(table(x), json.loads(json.dumps(found)))
    assert Fraction(found["sigma"]["low"]) > 0


@pytest.mark.parametrize("epsilon", ["0.001", "+1E-3", ".001", "1.e-3", "001e-3"])
def test_ways_to_write_a_number(epsilon: str) -> None:
    found = certify(
        table([[0.0], [1.0], [5.0]]), 2, start=np.array([[0.0], [5.0]]), epsilon=epsilon
    )
    assert found["epsilon"] == "1e-3"
    verify(table([[0.0], [1.0], [5.0]]), found)


def test_a_tie_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_text("a\n0\n1\n2\n")
    code, said, _ = run(capsys, str(data), "--k", "2", "--init", "rows:1,3")
    assert code == 0
    assert "Line 3 is tied at step 0: centres 1, 2 are equally near." in said
    assert "No sigma > 0 makes all shares hard: 1 point is tied" in said
    assert "nothing is proved" in said


def test_an_empty_cluster_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data, centres = tmp_path / "d.csv", tmp_path / "m.csv"
    data.write_text("a\n0\n1\n2\n")
    centres.write_text("1\n90\n")
    code, said, _ = run(capsys, str(data), "--k", "2", "--init", str(centres))
    assert code == 0
    assert "Cluster 2 is empty at step 0" in said
    assert "nothing is proved, for there is an empty cluster" in said


# -- wrong certificates ----------------------------------------------------------------
FAITHFUL = np.loadtxt(DATA / "old_faithful.csv", delimiter=",", skiprows=1)[::4]


@pytest.fixture(scope="module")
def right() -> dict[str, Any]:
    found = certify(table(FAITHFUL), 2, start=FAITHFUL[[0, 1]], sigma="1")
    assert "distance" in found["fixed_point"]
    verify(table(FAITHFUL), found)
    return found


def larger(text: str, factor: str) -> str:
    value = Fraction(text) * Fraction(factor)
    return f"{float(value):.14e}".replace("e+", "e").replace("e0", "e")


WRONG: list[tuple[str, str]] = [
    ("c['format'] = 'hardlimit certificate 2'", "its format is not known"),
    ("c['data']['digest'] = 'a' + c['data']['digest'][1:] + 'b'", "it speaks of other numbers"),
    ("c['data']['rows'] += 1", "another number of rows"),
    ("c['clusters'] = 3", "another number of centres"),
    ("c['start'][0][0] = (0.0).hex()", "labels of step 0|it is no step|other"),
    ("c['epsilon'] = '0.6'", "epsilon is not between"),
    ("c['epsilon'] = '1e-4'", "is not within epsilon"),
    ("c['epsilon'] = '1e-2'", "within epsilon also at its upper end"),
    ("c['steps'][1]['labels'][5] ^= 1", "labels of step 1 are not the nearest"),
    ("c['steps'][0]['ties'] = [[3, [0, 1]]]", "the ties of step 0 are others"),
    ("c['steps'][0]['empty'] = [1]", "the empty clusters of step 0 are others"),
    ("del c['steps'][-1]", "it ends elsewhere|names no step"),
    ("c['steps'].append(c['steps'][-1])", "is a fixed point, not a step"),
    ("c['converged'] = False", "it ends elsewhere"),
    ("c['rows'][7]['low'] = larger(c['rows'][7]['low'], '1.00001')", "point 7 is not within"),
    ("c['rows'][7]['low'] = larger(c['rows'][7]['low'], '0.99')", "ends of point 7 are far"),
    ("c['rows'][7]['high'] = larger(c['rows'][7]['low'], '0.999')", "ends of point 7 are far"),
    ("c['rows'][7].update(low='0', high='0')", "point 7 is not tied there"),
    ("c['rows'][7].update(high=None)", "point 7 has no upper end"),
    ("c['rows'].pop()", "another number of points"),
    ("c['sigma'].update(row=(c['sigma']['row'] + 1) % 68)", "it decides elsewhere"),
    ("c['sigma'] = {'row': 0, **c['rows'][0]}", "another point decides"),
    ("c['quantiles']['0.5'] = c['quantiles']['0']", "the quantile 0.5 is another"),
    ("c['gap']['low'] = c['gap']['high'] = '1'", "the least gap is"),
    ("c['gap']['row'] = (c['gap']['row'] + 1) % 68", "the least gap is elsewhere"),
    ("c['objective']['distortion'] = ['2200', '2200.001']", "the distortion is not between"),
    ("c['objective']['soft'][0] = c['objective']['soft'][1]", "the soft objective is not"),
    ("c['objective']['soft'] = ['1', '1e9']", "the soft objective is too wide"),
    ("c['objective']['upper'] = c['objective']['soft']", "the upper bound is not"),
    ("c['objective']['sigma'] = '3'", "the soft objective is not"),
    ("c['objective'] = None", "the objectives are missing"),
    ("c['fixed_point']['distance'] = larger(c['fixed_point']['distance'], '0.5')", "does not keep"),
    ("c['fixed_point']['unique_within'] = '3'", "could change its cluster|no such|does not keep"),
    ("c['fixed_point']['contraction'] = '1e-30'", "EM is no such contraction"),
    ("c['fixed_point']['contraction'] = '1'", "not claimed to be a contraction"),
    ("c['fixed_point']['sigma'] = '0.5'", "claimed at another sigma"),
    ("c['fixed_point']['reason'] = 'none'", "is not understood"),
    ("del c['gap']", "the certificate is malformed"),
    ("c['rows'] = 7", "the certificate is malformed"),
    ("c['rows'][0]['low'] = '1e99999999'", "is no short decimal"),
    ("c['rows'][0]['low'] = 0.5", "is no short decimal"),
    ("c['steps'] = []", "it has no steps"),
]


@pytest.mark.parametrize(("change", "reason"), WRONG)
def test_wrong_certificates_are_refused(right: dict[str, Any], change: str, reason: str) -> None:
    wrong = copy.deepcopy(right)
    exec(change, {"c": wrong, "larger": larger})
    assert wrong != right
    with pytest.raises(Refused, match=reason):
        verify(table(FAITHFUL), wrong)


def test_one_changed_number_is_other_data(right: dict[str, Any]) -> None:
    other = FAITHFUL.copy()
    other[3, 1] = np.nextafter(other[3, 1], 0)
    with pytest.raises(Refused, match="it speaks of other numbers"):
        verify(table(other), right)


def test_not_even_a_dictionary(right: dict[str, Any]) -> None:
    nothings: tuple[Any, ...] = ([], "text", 3, None, {})
    for wrong in nothings:
        with pytest.raises(Refused, match="malformed"):
            verify(table(FAITHFUL), wrong)


def test_the_check_shares_no_arithmetic_with_the_proof() -> None:
    """In a process of its own: verifying imports neither flint nor what makes certificates."""
    code = (
        "import sys, types\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'flint' or name.endswith(('numeric.exact',"
        " 'certify.proving', 'certify.fixed_points', 'certify.bounds')):\n"
        "            raise ImportError(name)\n"
        "import importlib.util\n"
        "from pathlib import Path\n"
        f"root = Path({str(DATA.parent)!r})\n"
        "for name, place in (('n', root), ('n.certify', root / 'certify')):\n"
        "    module = types.ModuleType(name); module.__path__ = [str(place)]\n"
        "    sys.modules[name] = module\n"
        "sys.meta_path.insert(0, No())\n"
        "import n.certify.verifying\n"
        "print(sorted(m for m in sys.modules if m.startswith('n.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = {"n._checks", "n.certify"} | {
        f"n.certify.{m}"
        for m in ("claims", "intervals", "table", "verifying", "verifying_fixed_points")
    }
    assert done.stdout.strip() == str(sorted(names))
