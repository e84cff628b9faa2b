import re

from hypothesis import given
from hypothesis import strategies as st

from console.markup import Html, escape, join, tag, visible


@given(st.text())
def test_any_text_gives_no_tag_and_no_attribute(text):
    assert not re.search(r"[<>\"']", escape(text))


@given(st.text(), st.text())
def test_what_a_tag_holds_cannot_leave_it(text, title):
    made = tag("b", text, title=title)
    assert made.startswith('<b title="')
    assert re.fullmatch(r'<b title="[^"<>]*">[^<>]*</b>', made)


@given(st.text())
def test_visible_text_can_be_sent_and_stays_visible(text):
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown


def test_characters_that_hide_or_reorder_are_written_out():
    assert visible("safe\u202egnp.exe") == "safe⟦U+202E⟧gnp.exe"
    assert visible("a\u200bb\x00c\ud800") == "a⟦U+200B⟧b⟦U+0000⟧c⟦U+D800⟧"


def test_line_ends_japanese_and_families_of_emoji_stay():
    assert visible("返品は\r\n14 日\tまで 👨‍👩‍👧") == "返品は\n14 日\tまで 👨‍👩‍👧"


def test_only_html_passes_as_it_stands():
    assert join("<i>", Html("<i>"), None, 3) == "&lt;i&gt;<i>3"


def test_attributes_are_named_as_in_html():
    assert tag("td", class_="k", aria_label="x", hidden=True, open=False, title=None) == (
        '<td class="k" aria-label="x" hidden></td>'
    )
