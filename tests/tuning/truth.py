"""The truth that a search is held against: every point of the lattice on 30 days, the best 50 on 200 others.

    python3 tests/tuning/truth.py target/release/dryscale tests/tuning/morning.yaml

writes tests/tuning/morning.csv. "Best" is cheapest of those whose attainment, one standard error better, meets the
objective; the 200 days have a seed of their own.
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SEED = 1003


def knobs(text):
    """The elements of `tune:`, in flow or block form."""
    part = text.split("\ntune:", 1)[1]
    if part.lstrip().startswith("["):
        quoted = re.findall(r'"([^"]*=[^"]*)"|([^\s,\[\]"]+=[^\s,\[\]"]+)', part)
        return [a or b for a, b in quoted]
    return [line.strip()[2:] for line in part.splitlines() if line.strip().startswith("- ")]


def main(program, scenario):
    scenario = Path(scenario)
    text = scenario.read_text()
    limit = float(re.search(r"attainment_percent > ([\d.]+)", text).group(1))
    folder = Path(tempfile.mkdtemp())
    asked = [word for knob in knobs(text) for word in ("-p", knob)]
    subprocess.run([program, "sweep", scenario, *asked, "--runs", "30", "--yes", "--quiet", "--out", folder / "grid"], check=True)
    rows = list(csv.DictReader(open(folder / "grid" / "sweep.csv")))
    points = {}
    keys = [name for name in rows[0] if "." in name or name in ("MinCapacity",)]
    for row in rows:
        if row["scope"] == "endpoint" and row["metric"] in ("cost_usd_per_day", "attainment_percent"):
            point = points.setdefault(row["point"], {"values": {key: row[key] for key in keys}})
            point[row["metric"]] = (float(row["mean"]), float(row["ci95_low"]), float(row["ci95_high"]))
    fits = lambda p: p["attainment_percent"][0] + (p["attainment_percent"][0] - p["attainment_percent"][1]) / 2 > limit
    best = sorted((p for p in points.values() if fits(p)), key=lambda p: p["cost_usd_per_day"][0])[:50]
    out = scenario.with_suffix(".csv")
    with open(out, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        names = ["cost_usd_per_day", "attainment_percent", "attainment_ci95_low", "attainment_ci95_high"]
        table.writerow(["runs", "seed", *keys, *names])
        for point in points.values():
            cost, attained = point["cost_usd_per_day"], point["attainment_percent"]
            table.writerow([30, "of the scenario", *point["values"].values(), *(f"{x:.6g}" for x in (cost[0], *attained))])
        for point in best:
            sets = [word for key, value in point["values"].items() for word in ("--set", f"{key}={value}")]
            done = subprocess.run(
                [program, "run", scenario, *sets, "--runs", "200", "--seed", str(SEED), "--json", "--out", folder / "best"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            metrics = {m["metric"]: m for m in json.loads(done.stdout)["metrics"] if m["scope"] == "endpoint"}
            attained = metrics["attainment_percent"]
            figures = (metrics["cost_usd_per_day"]["mean"], attained["mean"], attained["ci95_low"], attained["ci95_high"])
            table.writerow([200, SEED, *point["values"].values(), *(f"{x:.6g}" for x in figures)])
    print(out)


main(*sys.argv[1:])
