"""Make the golden images anew, after a change that was meant: python -m tests.cards.make_golden

They are the published cards at half their size, in few colours. Look at them before they are committed.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image

from scheduler.cards.sizes import SIZES
from tests.cards.making import NAMES, Studio

GOLDEN = Path(__file__).parent / "golden"
COLOURS = 128
CARDS = {
    "tip": """\
{template: tip, mood: song, headline: "Ngồi cạnh con, *hỏi con một câu*", illustration: compass,
       body: "Con đang thích coi gì nhất? Chỉ cho má coi với. Rồi mình nghe con kể mười phút."}""",
    "checklist": """\
{template: checklist, mood: man, headline: "Bạn mới quen, *lúc nào nên dừng?*", illustration: mask,
       points: [Hối em giữ bí mật với cha mẹ, Đòi hình riêng hoặc đòi bật camera,
                "Cho quà, nạp thẻ rồi bắt trả ơn", Rủ ra gặp một mình]}""",
    "hotline": """\
{template: hotline, mood: nghe, headline: "Bị bắt nạt trên mạng? *Kể ra nha em.*",
       body: "Chụp màn hình, chặn, rồi kể với người lớn em tin. Tổng đài cũng nghe em."}""",
}


def painted(root):
    """The published cards by file name of their golden image."""
    studio = Studio(root)
    studio.cards(*(CARDS[name] for name in NAMES))
    return {
        f"{name}-{size}.png": Image.open(io.BytesIO(card.data)).reduce(2)
        for number, name in enumerate(NAMES, start=1)
        for size, card in zip(SIZES, studio.paint(SIZES, post=f"bai-{number}"), strict=True)
    }


def main():
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as root:
        for name, image in painted(Path(root)).items():
            few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
            few.save(GOLDEN / name, optimize=True)


if __name__ == "__main__":
    main()
