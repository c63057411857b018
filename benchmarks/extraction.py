"""Speed and memory of extraction: `python benchmarks/extraction.py PAPERS.jsonl [--limit 1000]`.

Prints abstracts per second of wall-clock and of processor time, the share of each component, and the peak memory of the
process. Set OPENBLAS_NUM_THREADS=1 to hold numpy to one core.
"""

import argparse
import gc
import resource
import time
from itertools import islice
from pathlib import Path

from kg.extract.assemble import assemble
from kg.extract.pipeline import EXTRACTOR, extract, load_pipeline, make_doc
from kg.extract.training.lines import paper_of, read_lines


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, help="JSON Lines with id, title and abstract, gzip or plain")
    parser.add_argument("--limit", type=int, default=1000, help="papers to read (default 1000)")
    parser.add_argument("--data", type=Path, help="folder of another model")
    args = parser.parse_args()
    papers = list(islice(map(paper_of, read_lines(args.papers)), args.limit))
    before = peak_mb()
    start = time.perf_counter()
    nlp = load_pipeline(args.data)
    first = list(extract(papers[:1], nlp))
    print(f"load and first paper   {time.perf_counter() - start:8.2f} s")
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    found = sum(len(extraction.entities) for extraction in extract(papers, nlp))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"papers                 {len(papers):8} with {found} entities by {first[0].extractor}")
    print(f"abstracts/s, wall clock{len(papers) / wall:8.1f}")
    print(f"abstracts/s, processor {len(papers) / cpu:8.1f}")
    print(f"peak memory            {peak_mb():8.0f} MB ({before:.0f} MB before the model)")
    shares(nlp, papers[:200])


def shares(nlp, papers):
    """Milliseconds a paper that each component takes."""
    spent = dict.fromkeys(["tokenizer", *nlp.pipe_names, "assemble"], 0.0)
    for paper in papers:
        start = time.perf_counter()
        doc = make_doc(nlp, paper)
        spent["tokenizer"] += time.perf_counter() - start
        for name, component in nlp.pipeline:
            start = time.perf_counter()
            doc = component(doc)
            spent[name] += time.perf_counter() - start
        start = time.perf_counter()
        assemble(paper, doc, EXTRACTOR)
        spent["assemble"] += time.perf_counter() - start
    for name, seconds in spent.items():
        print(f"  {name:21}{1000 * seconds / len(papers):8.2f} ms a paper")


if __name__ == "__main__":
    main()
