"""Cue words: what a word near a name or a number says of it, many words to one cue."""

_TABLE = """
propose: propose proposes proposed proposing present presents presented introduce introduces introduced
develop: develop develops developed design designs designed devise devised built construct constructs
base: build builds based extend extends extending extension extensions upon inspired derived generalizes adapt
    adapts adapted fine tune tuned finetune initialized modify modified variant variants version
name: called named dubbed termed namely coined
new: novel new first simple effective efficient
our: our we ours us
this: this these its it
outperform: outperform outperforms outperformed outperforming surpass surpasses surpassing surpassed exceed exceeds
    exceeding beat beats beating superior better
improve: improves improve improved improving improvement improvements boost boosts gain gains increase increases
compare: compared comparison compare comparing comparable versus vs against competitive over than
baseline: baseline baselines counterpart counterparts competitor competitors state-of-the-art sota prior previous
existing: existing traditional conventional current recent recently standard classical other unlike
fail: however fail fails suffer suffers limited lack lacks ignore neglect struggle expensive drawback limitation
such: such like including e.g especially
use: use uses used using utilize utilizes utilizing employ employs employing adopt adopts apply applies applied
    applying leverage leverages leveraging exploit exploits via through by incorporate incorporates incorporating
with: with combine combines combining combined integrate integrates integrating equipped augment augmented
part: consists consist comprises comprise comprising component components module modules stage stages contains
    includes composed part head layer layers
study: study studies investigate investigates analyze analyzes analysis examine examines explore explores understand
    evaluate evaluates evaluating evaluated evaluation assess
train: train trained training pretrain pretrained pretraining pre-trained learn learned
test: experiments experiment experimental results benchmark benchmarks dataset datasets test tested testing
    empirical empirically validate validated corpus corpora challenge leaderboard
release: release released releases publicly available collect collected collects annotated annotate curate curated
    create
achieve: achieve achieves achieved achieving obtain obtains attains reach reaches yields
reduce: reduce reduces reduced reducing reduction decrease decreases decreasing fewer less lower cut saving save
faster: faster speedup speed acceleration accelerates slower times
task: task tasks problem problems application applications
for: for in on towards toward to of
and: and or both
metric: score scores metric metrics terms measured accuracy rate error
respectively: respectively
"""


def _read(table: str) -> dict[str, str]:
    cues: dict[str, str] = {}
    name = ""
    for word in table.split():
        if word.endswith(":"):
            name = word[:-1]
        else:
            cues[word] = name
    return cues


_CUES = _read(_TABLE)


def cue(word: str) -> str | None:
    """The cue that a lower-case word gives, or None."""
    return _CUES.get(word)
