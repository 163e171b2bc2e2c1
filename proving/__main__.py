"""`./run prove`: the long programme of reliability, as one table.

./run prove                     every proof as far as an hour allows
./run prove --long              to the figures that a release must reach
./run prove --only races,bites  these alone
./run prove --seed 7 --resume   goes on where the run of that seed stopped
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from proving import databases
from proving.one import load
from proving.programme import LONG, SMALL, USUAL, Breach, Proof, Reached, proofs
from proving.table import Row, faults, table

SEED = 20261130


def arguments() -> argparse.Namespace:
    read = argparse.ArgumentParser(prog="./run prove", description=(__doc__ or "").split("\n")[0])
    read.add_argument("--only", default="", help="proofs by name, with commas")
    read.add_argument("--seed", type=int, default=SEED)
    read.add_argument("--case", default="", help="this case alone, to see a breach again")
    read.add_argument("--database", choices=("postgresql", "sqlite"), help="on this one alone")
    read.add_argument("--minutes", type=float, help="each proof stops after so many")
    read.add_argument("--resume", action="store_true", help="leave out what this seed has proved")
    read.add_argument("--list", action="store_true", help="only say what there is to prove")
    how_far = read.add_mutually_exclusive_group()
    for scale in (SMALL, LONG):
        how_far.add_argument(f"--{scale}", dest="scale", action="store_const", const=scale)
    read.set_defaults(scale=USUAL)
    return read.parse_args()


def chosen(asked: argparse.Namespace) -> list[tuple[Proof, str]]:
    names = [name for name in asked.only.split(",") if name] or list(proofs())
    unknown = set(names) - set(proofs())
    if unknown:
        sys.exit(f"no proof of that name: {', '.join(unknown)}; there are {', '.join(proofs())}")
    found = [proofs()[name] for name in names]
    pairs = [(each, vendor) for each in found for vendor in each.databases or ("",)]
    return [pair for pair in pairs if asked.database in (None, pair[1]) or not pair[1]]


def run(proof: Proof, vendor: str, asked: argparse.Namespace) -> Row:
    begun, worked = time.time(), processor_seconds()
    lacking = databases.missing(vendor)
    if lacking:
        return Row(proof, vendor, Reached("", missing=lacking), 0)
    sys.stderr.write(f"== {proof.name} {vendor}\n")
    reached = _in_a_process(proof, vendor, asked, begun)
    return Row(proof, vendor, reached, time.time() - begun, processor_seconds() - worked)


def processor_seconds() -> float:
    """Of everything that was started and has ended; what else the machine does counts not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _in_a_process(proof: Proof, vendor: str, asked: argparse.Namespace, begun: float) -> Reached:
    kept = Path(os.environ.get("GENDAN_VAR", "var")) / "prove"
    url = databases.url_of(vendor)
    told = {
        "proof": proof.name,
        "seed": asked.seed,
        "scale": asked.scale,
        "vendor": vendor,
        "url": url,
        "case": asked.case,
        "deadline": begun + 60 * asked.minutes if asked.minutes else 1e18,
        "resume": asked.resume,
        "record": str(kept / f"{asked.scale}-{asked.seed}-{proof.name}-{vendor or 'own'}.json"),
    }
    settings = {"GENDAN_TESTING": "1", "DATABASE_URL": url, "GENDAN_NO_MIGRATIONS": "1"}
    settings["PYTEST_DB_SUFFIX"] = f"prove_{proof.name}_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        ended = subprocess.run(
            [sys.executable, "-m", "proving.one", json.dumps(told), str(answer)],
            env=os.environ | settings,
        )
        if answer.exists():
            return Reached.from_data(json.loads(answer.read_text()))
    breach = Breach(asked.case, f"its process ended with {ended.returncode}", asked.seed)
    return Reached("broke off", [breach])


def main() -> None:
    asked = arguments()
    load()
    pairs = chosen(asked)
    if asked.list:
        for proof, vendor in pairs:
            print(f"{proof.name:<12} {vendor or 'its own':<10} {proof.promise}: {proof.reach}")
        return
    rows = [run(proof, vendor, asked) for proof, vendor in pairs]
    print(table(rows, scale=asked.scale))
    print(faults(rows, scale=asked.scale))
    print(f"seed {asked.seed}, {asked.scale} form")
    sys.exit(any(row.reached.breaches for row in rows))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
