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

BRAND = 'primary: "#0B6E4F", accent: "#F28C28"'  # an office's own
PICTURED = """\
{template: tip, mood: sen, headline: "Ngồi cạnh con, *hỏi con một câu*", image: photos/a.jpg,
       focus: [0.5, 0.4],
       body: "Con đang thích coi gì nhất? Chỉ cho má coi với. Rồi mình nghe con kể mười phút."}"""
UPRIGHT = ("portrait", "story")


def painted(root):
    """The published cards by file name of their golden image."""
    studio = Studio(root)
    studio.cards(*(CARDS[name] for name in NAMES))
    found = {
        f"{name}-{size}.png": _half(card)
        for number, name in enumerate(NAMES, start=1)
        for size, card in zip(SIZES, studio.paint(SIZES, post=f"bai-{number}"), strict=True)
    }
    studio.cards(CARDS["checklist"], PICTURED)
    studio.change("config/settings.yaml", 'primary: "#9B1459", deep: "#3F0A35"', BRAND)
    photos = studio.folder.assets / "photos"
    photos.mkdir(parents=True)
    shade = Image.linear_gradient("L").resize((1600, 1200))
    photo = Image.merge(
        "RGB", (shade, shade.transpose(Image.Transpose.ROTATE_180), Image.new("L", shade.size, 90))
    )
    photo.save(studio.folder.assets / "photos" / "a.jpg")
    for number, name in enumerate(("brand", "photo"), start=1):
        cards = studio.paint(UPRIGHT, post=f"bai-{number}")
        found |= {f"{name}-{size}.png": _half(card) for size, card in zip(UPRIGHT, cards, strict=True)}
    return found


def _half(card):
    return Image.open(io.BytesIO(card.data)).reduce(2)


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
