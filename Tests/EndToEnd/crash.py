"""kill -9 of the screens, two processes, a full disk. (`kills` kills commands, agent and province.)"""

import collections
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import resource
import subprocess
import time

from browser import chromium, sign_in
from checks import equal, expect
from world import ROOT, World, sample, samples, small_disk

BIRTH, MARITAL = "1.001193", "1.004873"
RUNS, LONG_RUNS = 3, 30
ATTEMPTS_LIMIT = 60
DISK_BYTES = 3 * 1024 * 1024


def run(report, binaries: str, long: bool) -> None:
    seed = int(os.environ.get("MOTCUA_SEED", time.time_ns() % 1_000_000))
    report.note(f"seed {seed} (MOTCUA_SEED repeats it)")
    chance = random.Random(seed)
    runs = LONG_RUNS if long else RUNS
    with World(binaries, "crash") as world:
        with report.step("a commune of a province"):
            world.found_hub()
            world.start_hub()
            world.enrol()
        printed = killed_server(report, world, chance, runs)
        printed += two_processes(report, world)
        exactly_once(report, world, printed)
    full_disk(report, binaries)


def killed_server(report, world: World, chance: random.Random, runs: int) -> list[str]:
    """The kiosk killed while the button “accept” is on its way."""
    printed = []
    with report.check(f"kill -9 of the kiosk in {runs} acceptances on screen"):
        for turn in range(runs):
            world.serve()
            before = set(world.list_codes())
            with chromium() as context:
                page = context.new_page()
                sign_in(page, world.kiosk_url)
                draft = fill_copies(page, world)
                page.evaluate(
                    "setTimeout(() => document.querySelector('button[data-continue]').click(), 0)")
                time.sleep(chance.uniform(0, 0.25))
                world.kiosk_program.kill()
            made = sorted(set(world.list_codes()) - before)
            expect(len(made) <= 1, f"one press made {made} ({draft})")
            printed += made
    return printed


def fill_copies(page, world: World) -> str:
    """Fills the page of certified copies up to its button."""
    page.goto(f"{world.kiosk_url}/copies")
    page.locator("#name").fill("Lò An")
    page.locator("#title-1").fill("CCCD")
    page.locator("#pages-1").fill("2")
    page.locator("#copies-1").fill("1")
    return page.locator("input[name=request]").input_value()


def two_processes(report, world: World) -> list[str]:
    """Many commands at once on one folder, beside running screens."""
    with report.check("two processes writing one folder keep the chain whole"):
        world.serve()

        def one(index: int) -> str:
            return world.kiosk.json(
                "dossier", "new", "--procedure", MARITAL, "--answers",
                sample(MARITAL, samples(MARITAL)[index % 2]), "--request", f"both-{index // 2}",
            )["code"]

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            codes = list(pool.map(one, range(12)))
        equal(len(set(codes)), 6, "dossiers from six requests, each asked twice at once")
        world.kiosk_program.stop()
        world.kiosk.run("check", "--rebuild")
        return sorted(set(codes))
    return []


def exactly_once(report, world: World, printed: list[str]) -> None:
    with report.check("every code ever printed exists exactly once, on both sides"):
        equal(world.kiosk.json("sync", "--once")["pending"], 0, "what waits")
        for name, tool in (("kiosk", world.kiosk), ("hub", world.hub)):
            listed = [line["code"] for line in tool.json("dossier", "list")]
            twice = [code for code, count in collections.Counter(listed).items() if count > 1]
            equal(twice, [], f"codes the {name} has twice")
            equal(sorted(set(printed) - set(listed)), [], f"codes the {name} lost")
        equal(world.list_codes(world.hub), world.list_codes(), "both sides")
    with report.check("both books are sound after all of it"):
        world.kiosk.run("check")
        world.hub.run("check")


def full_disk(report, binaries: str) -> None:
    """On a tiny file system of its own where we may mount one, else under a file size limit."""
    with World(binaries, "full-disk") as world:
        mount = world.folder / "disk"
        world.kiosk.data = mount / "kiosk"
        with (small_disk(mount, DISK_BYTES) as mounted,
              report.check("a full disk: one clear sentence, nothing half done")):
            world.found_alone(officers=False)
            filled(world, mounted, mount)


def filled(world: World, mounted: bool, mount: pathlib.Path) -> None:
    kept = [world.receive(BIRTH, "valid-father-on-time")["code"]]
    ballast = mount / "ballast"
    limit = None
    if mounted:
        file = os.open(ballast, os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(file, bytes(4096))
        os.close(file)
    else:
        size = (world.kiosk.data / "motcua.sqlite-wal").stat().st_size
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    for _ in range(ATTEMPTS_LIMIT):
        # What is left in the log's file may hold one or two more.
        done = subprocess.run(
            [world.kiosk.binary, "dossier", "new", "--procedure", BIRTH, "--answers",
             str(sample(BIRTH, "valid-father-on-time")), "--json", "--data",
             str(world.kiosk.data)], cwd=ROOT, capture_output=True, text=True, timeout=120,
            preexec_fn=limit, restore_signals=False)
        if done.returncode != 0:
            break
        kept.append(json.loads(done.stdout)["code"])
    expect(done.returncode in (1, 4), f"exit {done.returncode} after {len(kept)} dossiers")
    equal(len(done.stderr.strip().splitlines()), 1, f"sentences: {done.stderr}")
    equal(done.stdout, "", "nothing is promised on standard output")
    if mounted:
        ballast.unlink()
    equal(world.list_codes(), sorted(kept), "the dossiers afterwards")
    world.kiosk.run("check")
    kept.append(world.receive(BIRTH, "valid-father-on-time")["code"])
    equal(world.list_codes(), sorted(kept), "work goes on when there is room again")
