"""Which way a metric points: whether more of it is better."""

import re

_LOWER_IS_BETTER = frozenset(
    "error errors wer cer per eer der ter mer loss perplexity ppl fid kid fvd mae mse rmse mape mpjpe epe nll lpips"
    " latency runtime time cost costs regret bpc bpb bits divergence distance distortion rank overhead memory flops"
    " parameters energy violation violations toxicity hallucination forgetting brier ece bias delay dcf mindcf"
    " complexity steps epochs".split()
)
_HIGHER_IS_BETTER = frozenset(
    "accuracy acc precision recall f1 f bleu rouge meteor cider spice map ap auc auroc auprc iou miou psnr ssim dice"
    " score scores reward rewards return returns pass em exact rate success similarity correlation throughput speedup"
    " ndcg mrr hits hit hota mota idf1 sensitivity specificity bertscore chrf comet elo top mcc kappa snr pesq stoi"
    " mos fps efficiency robustness fairness coverage diversity likelihood r2 win performance inception is".split()
)


def higher_is_better(metric: str | None) -> bool | None:
    """Whether a higher value of this metric is better; None where its name does not tell.

    The head of a name stands last, so words are read from the back: "error rate" is an error although a rate is not.
    """
    words = re.findall(r"[a-z]+\d*", (metric or "").casefold())
    if "error" in words or "errors" in words:
        return False
    for word in reversed(words):
        if word in _LOWER_IS_BETTER:
            return False
        if word in _HIGHER_IS_BETTER:
            return True
    return None
