"""kill -9 by turns of a command that receives, of the agent and of the province's program, over
nginx and a link that is cut all the time: every receipt printed exists once at the province."""

import collections
import json
import os
import random
import subprocess
import time

from checks import equal, expect
from links import FarWorld
from world import ROOT, answers

MARITAL = "1.004873"
NUMBERS = {"nyc/soDinhDanh", "ndc/soDinhDanh"}
KILLS, LONG_KILLS = 20, 1000
VICTIMS = ["command", "agent", "province"]
# In every turn of so many in which the command is not to be killed, what waits is only exchanged: a
# device has 1,000 numbers for the dossiers of a day.
EXCHANGE_ONLY = 4
# Seconds a program that was not killed may take to end by itself.
PATIENCE = 300


def run(report, binaries: str, long: bool) -> None:
    seed = int(os.environ.get("MOTCUA_SEED", time.time_ns() % 1_000_000))
    report.note(f"seed {seed} (MOTCUA_SEED repeats it)")
    with FarWorld(binaries, "kills", "office", seed) as world:
        with report.step("a commune and its province at the two ends of a link of packets"):
            world.open_province()
            world.pending()
        kills = LONG_KILLS if long else KILLS
        loop = KillLoop(world, random.Random(seed))
        with report.check(f"kill -9 in {kills} acceptances and exchanges, over a link with cuts"):
            world.packets.use("cuts")
            # Now and then a program has ended before its moment comes.
            while loop.killed.total() < kills and loop.turns < 2 * kills:
                loop.turn(VICTIMS[loop.turns % len(VICTIMS)])
            report.note(f"killed in {loop.turns} turns, {len(loop.asked)} with a reception: "
                        f"{dict(loop.killed)}")
            equal(loop.killed.total(), kills, "kills")
            expect(min(loop.killed[victim] for victim in VICTIMS) > 0, f"{dict(loop.killed)}")
        world.packets.use("office")
        world.start_again()
        with report.check("whoever asks again gets the receipt printed before, or the first one"):
            loop.ask_again()
        with report.check("every receipt printed exists exactly once at the province"):
            equal(world.pending(), 0, "what waits")
            for name, tool in (("commune", world.kiosk), ("province", world.hub)):
                listed = [line["code"] for line in tool.json("dossier", "list")]
                equal(sorted(listed), sorted(set(loop.codes.values())), f"codes at the {name}")
        with report.check("both books are sound after all of it"):
            world.kiosk.run("check")
            world.hub.run("check")


class KillLoop:
    """Receives dossiers and exchanges at the same time, and kills one of the programs."""

    def __init__(self, world: FarWorld, chance: random.Random):
        self.world, self.chance = world, chance
        self.killed = collections.Counter()
        # The codes printed, by the token of the request; of a command that was killed, none.
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []
        self.turns = 0
        self.residents: dict[str, int] = {}
        start = time.monotonic()
        self.receive("first")
        self.usual = time.monotonic() - start

    def turn(self, victim: str) -> None:
        self.turns += 1
        agent = self.start("sync", "--once", "--json")
        command, token = None, f"kill-{self.turns}"
        if victim == "command" or self.turns % EXCHANGE_ONLY:
            given = self.world.file("given.json", self.answers(token))
            command = self.start("dossier", "new", "--procedure", MARITAL, "--answers", given,
                                 "--json", "--request", token)
            self.asked.append(token)
        time.sleep(self.chance.uniform(0.1, 1.0) * self.usual)
        if victim == "province":
            self.world.hub_program.kill()
            self.killed[victim] += 1
            self.world.start_hub_unannounced()
        else:
            process = command if victim == "command" else agent
            self.killed[victim] += process.poll() is None
            process.kill()
        agent.communicate(timeout=PATIENCE)
        if command is None:
            return
        out, _ = command.communicate(timeout=PATIENCE)
        if out.strip().endswith(b"}"):
            self.codes[token] = json.loads(out)["code"]
        else:
            expect(victim == "command",
                   f"{token}: exit {command.returncode} of a command nobody killed")

    def start(self, *words) -> subprocess.Popen:
        tool = self.world.kiosk
        return subprocess.Popen(
            [*map(str, [*tool.prefix, tool.binary, *words, "--data", tool.data])], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def receive(self, token: str) -> str:
        code = self.world.receive(MARITAL, self.answers(token), "--request", token)["code"]
        printed = self.codes.setdefault(token, code)
        expect(printed == code, f"{token}: printed {printed}, then {code}")
        return code

    def answers(self, token: str) -> dict:
        """Every dossier is another person's: one with a thousand of them would be slow to look up."""
        number = self.residents.setdefault(token, len(self.residents))
        return {path: f"{value[:6]}{number:06}" if path in NUMBERS else value
                for path, value in answers(MARITAL).items()}

    def ask_again(self) -> None:
        """The tokens nobody got an answer for, and some of the others."""
        unknown = [token for token in self.asked if token not in self.codes]
        for token in unknown + self.chance.sample(self.asked, 3):
            self.receive(token)
        equal(len(set(self.codes.values())), len(self.asked) + 1, "receipts")
