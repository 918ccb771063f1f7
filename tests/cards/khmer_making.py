"""Words of Khmer that a painter gets wrong, and HarfBuzz asked without any code of ours.

Make the golden images anew, after a change that was meant: python -m tests.cards.khmer_making
"""

from functools import cache
from pathlib import Path

import fontpkg_noto_sans_khmer
import numpy as np
import uharfbuzz as hb
from PIL import Image

from scheduler.cards.design.items import runs_of
from scheduler.cards.inking import draw_runs
from scheduler.cards.typesetting.fitting import Setting, set_block, words_of

GOLDEN = Path(__file__).parent / "golden_khmer"
FILE = Path(fontpkg_noto_sans_khmer.ROOT) / "files" / "NotoSansKhmer[wdth,wght].ttf"

# Each a line of words; the name says what is hard about them.
SHAPES = {
    "subscripts": "ខ្មែរ ស្ត្រី ផ្ញើ សម្ងាត់ ញ្ញ ល្បែង ប្ដី",
    "reordered": "កេ គែ នៃ ក្រ ព្រះ គ្រែ ថ្លៃ",
    "split": "លើ អឿ រៀន កោ នៅ ជឿ ស្រោម",
    "signs": "អ៊ី ប៉ា ម៉ែ កុំ ញ៉ាំ ភ្លាមៗ ចាស់ ន័យ ស៊ី",
    "mixed": "Kể với 111 នៅលើ Zalo ០៣៧៧ ឬ 0377!",
}
STYLES = {"headline": Setting("ExtraBold", 64, 64, 3), "body": Setting("Medium", 36, 36, 3, 1.4)}

PHRASES = (
    "ការពារកុមារនៅលើអ៊ីនធឺណិតជាភារកិច្ចរបស់យើងទាំងអស់គ្នា", "កុំផ្ញើរូបភាពទៅមនុស្សចម្លែក",
    "ស្ត្រីនិងកុមារមានសិទ្ធិរស់នៅដោយសុវត្ថិភាព", "ត្រូវការជំនួយសូមទូរស័ព្ទទៅលេខ",
    "ពាក្យសម្ងាត់ត្រូវតែវែងនិងងាយចងចាំ", "ឪពុកម្តាយគួរតែនិយាយជាមួយកូនជារៀងរាល់ថ្ងៃ",
    "មនុស្សដែលមិនស្គាល់សុំរូបថតត្រូវប្រាប់គ្រូឬឪពុកម្តាយភ្លាមៗ", "គណនីហ្វេសប៊ុកត្រូវបានគេលួច",
    "ខ្ញុំចង់ឲ្យអ្នកទាំងអស់គ្នាប្រុងប្រយ័ត្នចំពោះការបោកប្រាស់តាមអ៊ីនធឺណិត",
)  # fmt: skip


@cache
def harfbuzz(weight=800):
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(FILE))))
    font.set_variations({"wght": weight, "wdth": 100})
    return font


def shaped(text, weight=800):
    """HarfBuzz's own glyphs of *text*: (glyph, cluster, x, y) in font units, x counted from the beginning."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(harfbuzz(weight), buffer)
    found, pen = [], 0
    for info, position in zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True):
        found.append((info.codepoint, info.cluster, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    return found


def cluster_starts(text):
    """Where HarfBuzz begins a new cluster in *text*."""
    return {cluster for _, cluster, _, _ in shaped(text)}


def painted():
    """Every line of SHAPES in every style, dark on white, by the name of its golden image."""
    found = {}
    for shape, text in SHAPES.items():
        for style, setting in STYLES.items():
            words = words_of(text, setting)
            block = set_block(words, setting, setting.largest, float("inf"))
            width = round(block.width(block.lines[0])) + 2 * setting.largest
            canvas = np.full((3 * setting.largest, width), 0xFFFFFF, dtype=np.uint32)
            draw_runs(canvas, runs_of(block, setting.largest, setting.largest, "#000000", "#000000"))
            found[f"{shape}-{style}.png"] = Image.fromarray((canvas & 0xFF).astype(np.uint8))
    return found


def main():
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    for name, image in painted().items():
        image.quantize(16).save(GOLDEN / name, optimize=True)


if __name__ == "__main__":
    main()
