import re

from hypothesis import given
from hypothesis import strategies as st

from console import untrusted
from console.markup import join
from lifecycle.records import Block
from lifecycle.text import diff

HOSTILE = '<img src="http://evil.example/x.png"> ![x](http://evil.example/y.png) <script>alert(1)</script>'
OURS = {"div", "details", "summary", "del", "ins"}


def tags(html):
    return set(re.findall(r"</?([a-z0-9]+)", html))


@given(st.text(max_size=2000))
def test_a_block_holds_only_our_own_tags(text):
    assert tags(untrusted.block(text)) <= OURS


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_holds_only_our_own_tags(before, after):
    marked = [
        untrusted.marked(name, side, piece.op != "equal")
        for piece in diff(before, after)
        for name, side in (("del", piece.before), ("ins", piece.after))
    ]
    assert tags(join(*marked)) <= OURS


def test_a_bubble_shows_hostile_text_as_text():
    made = untrusted.bubble(Block(role="assistant", text=HOSTILE))
    assert tags(made) <= OURS
    assert "&lt;img" in made


def test_long_text_is_folded_and_nothing_is_lost():
    text = "あ" * 1000
    made = untrusted.block(text)
    assert "<details>" in made
    assert made.count("あ") == 1000


@given(st.text(max_size=200))
def test_a_label_takes_no_markdown_literally(text):
    label = untrusted.plain(text)
    assert "\n" not in label
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]*_`:<]", label)


def test_a_label_is_short():
    assert untrusted.plain("x" * 100, limit=10) == "xxxxxxxxx…"
