"""Which point of the letter a post belongs to: by the source that cites it, and never by a guess."""

from __future__ import annotations

import pytest

from scheduler.reports.points import cites


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("Công văn 267/BTV-BTGCSLP, mục 2 và 6", {2, 6}),
        ("Luật Trẻ em 2016 (số 102/2016/QH13), điều 54; Công văn 267/BTV-BTGCSLP, mục 2 và 3", {2, 3}),
        ("Công văn số 267/BTV-BTGCSLP ngày 13/10/2022, mục 1, 3 và mục 4; Tổng đài 111", {1, 3, 4}),
        ("Công văn 267/BTV-BTGCSLP, điểm 5", {5}),
        ("Công văn 267/BTV-BTGCSLP", set()),
        ("Luật Trẻ em 2016, mục 3", set()),
        ("Công văn 268/BTV-BTGCSLP, mục 3", set()),
        ("Công văn 267/BTV-BTGCSLP, mục 22", set()),
        ("", set()),
    ],
)
def test_a_source_cites_the_points_that_it_names(source, points):
    assert cites(source) == points
