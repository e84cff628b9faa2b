"""Finds personal data in text: what names, reaches or pays for one person, in Japan first of all.

    email      an address
    phone      Japanese mobile, IP and land-line numbers, with 0 or +81; not the free ones of companies
               (0120, 0800, 0570, 0990)
    postal     a postal code that says so (〒, 郵便番号) or stands before a prefecture
    card       13 to 19 digits that begin like a card and have its check digit (Luhn, ISO/IEC 7812)
    my_number  12 digits with the check digit of the Individual Number (Ministerial Order No. 85 of 2014)

Width does not matter, nor which dash divides the groups. Numbers that only look like this are found, too:
one in ten numbers of a card's length has a right check digit, one in eleven of a My Number's.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from lifecycle import text

Kind = Literal["email", "phone", "postal", "card", "my_number"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Personal(NamedTuple):
    """One find; `value` is equal for equal data, however it is written, `start` and `end` are its place."""

    kind: Kind
    value: str
    start: int
    end: int


DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
FREE = ("0120", "0800", "0570", "0990")
PREFECTURES = (
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県"
    "|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県"
    "|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県"
)
GAP = r"(?: [ -] | \)[ -]? | [ ]?\( )"
SHAPES: Mapping[Kind, str] = {
    "email": r"(?<![\w.%+-]) [\w.%+-]{1,64} @ (?: [a-z0-9-]{1,63} \. ){1,8} [a-z]{2,24} (?![a-z0-9-])",
    "phone": rf"""
        (?<![\d+-])
        (?: \+81 [ -]? (?: \(0\) )? 0? \d{{1,4}} [ -]? \d{{1,4}} [ -]? \d{{4}}
          | \(? 0\d{{1,4}} {GAP} \d{{1,4}} {GAP} \d{{4}}
          | 0[5-9]0\d{{8}}
          | 0[1-9]\d{{8}} )
        (?! -?\d )
        """,
    "postal": rf"""
        (?: (?: 〒 | 郵便番号 ) [:\sは]{{0,3}} \d{{3}} -? \d{{4}} (?! -?\d )
          | (?<![\d-]) \d{{3}}-\d{{4}} (?= \s? (?: {PREFECTURES} ) ) )
        """,
    "card": r"(?<![\d-]) [2-6] (?: [ -]? \d ){12,18} (?! [ -]?\d )",
    "my_number": r"(?<![\d+-]) \d{4} ([ -]?) \d{4} \1 \d{4} (?! [ -]?\d )",
}
PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    kind: re.compile(SHAPES[kind], re.VERBOSE | re.IGNORECASE | re.ASCII) for kind in KINDS
}


def find(content: str, kinds: Collection[Kind] = KINDS) -> Iterator[Personal]:
    """Find personal data of some kinds, one kind after the other, each in the order of the text."""
    plain = text.same_width(content).translate(DASHES)
    for kind in kinds:
        for found in PATTERNS[kind].finditer(plain):
            value = READERS[kind](found[0])
            if value:
                yield Personal(kind, value, found.start(), found.end())


def read_phone(shape: str) -> str:
    """Give a phone number from 0 on, empty if it is of no person."""
    digits = digits_of(shape.replace("(0)", ""))
    if shape.startswith("+"):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    is_long = digits[1:2] in set("56789") and digits[2:3] == "0"
    return digits if len(digits) == (11 if is_long else 10) and not digits.startswith(FREE) else ""


def read_card(shape: str) -> str:
    """Give a card's number, empty without its beginning or its check digit (Luhn)."""
    digits = digits_of(shape)
    brands = r"4 | 5[1-5] | 2[2-7] | 3[47] | 35 | 36 | 38 | 6(?:011|5|2)"
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    is_right = sum(n // 10 + n % 10 for n in doubled) % 10 == 0
    return digits if is_right and re.match(brands, digits, re.VERBOSE) else ""


def read_my_number(shape: str) -> str:
    """Give an Individual Number, empty without its check digit."""
    digits = digits_of(shape)
    places = [int(digit) for digit in reversed(digits[:11])]
    weights = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)
    rest = sum(place * weight for place, weight in zip(places, weights, strict=True)) % 11
    return digits if int(digits[11]) == (0 if rest <= 1 else 11 - rest) else ""


def digits_of(shape: str) -> str:
    """Leave out everything but digits."""
    return re.sub(r"\D", "", shape)


READERS: Mapping[Kind, Callable[[str], str]] = {
    "email": str.lower,
    "phone": read_phone,
    "postal": digits_of,
    "card": read_card,
    "my_number": read_my_number,
}
