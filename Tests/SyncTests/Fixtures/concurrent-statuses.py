"""Writes concurrent-statuses.tsv: what becomes of changes of status made at once.

Knows nothing of the product: it goes by the rules of the protocol. Changes made at once from one
state are put one after the other, by the rank of their states and then by the order of their
entries, if every step of that row is one the life cycle allows (or says the same again). Otherwise
the word of the authority for the phase the dossier was in stands; among equals that of the
authority for just that change; then the higher rank; then the earlier entry. Those that said
something else are told.

Columns: who decides (commune or elsewhere), the state before, the changes in the order of their
entries (state and writer: c commune, p province), the state that comes out, the order the changes
are told in, the changes that are overruled.
"""

import itertools
import pathlib

WAYS = {1: "2 3 5 6 7", 2: "4 5 6 7 8 9", 3: "", 4: "5 6 7 8 9", 5: "1 2 4 7 8", 6: "1 2 4 7 8",
        7: "", 8: "", 9: "10", 10: ""}
WAYS = {state: [int(to) for to in row.split()] for state, row in WAYS.items()}
CORRECTIONS = {8: [4], 9: [4]}
RANK = {state: place for place, state in enumerate([1, 2, 4, 5, 6, 9, 10, 8, 7, 3], start=1)}
DECIDES = {4, 5, 6, 8, 9}


def speaks(state, writer, decided_by_commune):
    """Whether this writer is the authority for a dossier in this state, or brought to it."""
    if state in DECIDES:
        return writer == ("c" if decided_by_commune else "p")
    return writer == "c"


def outcome(base, changes, decided_by_commune):
    places = range(len(changes))
    order = sorted(places, key=lambda place: (RANK[changes[place][0]], place))
    row = [changes[place][0] for place in order]
    # What an author did knowing the state before is not questioned; only what came beside it.
    legal = all(after == before or after in WAYS[before] for before, after in zip(row, row[1:]))
    if legal:
        return row[-1], order, []

    def weight(place):
        state, writer = changes[place]
        return (speaks(base, writer, decided_by_commune), speaks(state, writer, decided_by_commune),
                RANK[state], -place)

    winner = max(places, key=weight)
    state = changes[winner][0]
    return state, order, [place for place in places if changes[place][0] != state]


def lines():
    for decider in ("commune", "elsewhere"):
        for base in WAYS:
            acts = [(to, writer) for to in WAYS[base] + CORRECTIONS.get(base, [])
                    for writer in "cp"]
            sets = list(itertools.product(acts, repeat=2))
            for triple in itertools.combinations_with_replacement(acts, 3):
                sets += sorted({triple, triple[::-1]})
            for changes in sets:
                state, order, told = outcome(base, changes, decider == "commune")
                yield "\t".join([
                    decider, str(base), " ".join(f"{to}{writer}" for to, writer in changes),
                    str(state), " ".join(map(str, order)), " ".join(map(str, told))])


if __name__ == "__main__":
    target = pathlib.Path(__file__).with_suffix(".tsv")
    target.write_text("\n".join(lines()) + "\n", encoding="utf-8")
