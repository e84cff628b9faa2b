import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import personal

CARD = "4111111111111111"
MY_NUMBER = "123456789018"


def found(content):
    return [(each.kind, each.value) for each in personal.find(content)]


@pytest.mark.parametrize(
    ("content", "expected", "why"),
    [
        ("田中はtaro.tanaka@gmail.comです", [("email", "taro.tanaka@gmail.com")], "between kana"),
        ("TARO@Gmail.com", [("email", "taro@gmail.com")], "case does not matter"),
        ("ｔａｒｏ＠ｇｍａｉｌ．ｃｏｍ", [("email", "taro@gmail.com")], "full width"),
        ("taro@localhost", [], "no domain"),
        ("@kanmon に連絡", [], "a handle"),
        ("090-1234-5678", [("phone", "09012345678")], "a mobile number"),
        ("０９０－１２３４－５６７８", [("phone", "09012345678")], "full width"),
        ("090ー1234ー5678", [("phone", "09012345678")], "the long-vowel mark as a dash"),
        ("09012345678", [("phone", "09012345678")], "without dashes"),
        ("+81 90-1234-5678", [("phone", "09012345678")], "from abroad"),
        ("+81(0)90-1234-5678", [("phone", "09012345678")], "from abroad, with the 0 in brackets"),
        ("03-1234-5678", [("phone", "0312345678")], "a land line"),
        ("03(1234)5678", [("phone", "0312345678")], "brackets around the middle"),
        ("(03) 1234-5678", [("phone", "0312345678")], "brackets around the area"),
        ("0166-12-3456", [("phone", "0166123456")], "a longer area"),
        ("+81 3 1234 5678", [("phone", "0312345678")], "a land line from abroad"),
        ("050-1234-5678", [("phone", "05012345678")], "an IP phone"),
        ("0120-123-456", [], "free: a company's"),
        ("0800-123-4567", [], "free: a company's"),
        ("0570-012-345", [], "a company's"),
        ("2026-11-20", [], "a date"),
        ("注文番号 1090-1234-5678", [], "part of a longer number"),
        ("〒123-4567", [("postal", "1234567")], "a postal code that says so"),
        ("郵便番号は１２３４５６７", [("postal", "1234567")], "in words, without a dash"),
        ("123-4567 東京都港区", [("postal", "1234567")], "before a prefecture"),
        ("500-1000円", [], "a range of prices"),
        ("123-4567", [], "nothing says that it is one"),
        (CARD, [("card", CARD)], "Luhn"),
        ("4111 1111 1111 1111", [("card", CARD)], "in groups"),
        ("3782-822463-10005", [("card", "378282246310005")], "groups of another brand"),
        ("4111111111111112", [], "a wrong check digit"),
        ("9111111111111111", [], "no card begins so"),
        (MY_NUMBER, [("my_number", MY_NUMBER)], "its check digit"),
        ("1234-5678-9018", [("my_number", MY_NUMBER)], "in groups"),
        ("１２３４　５６７８　９０１８", [("my_number", MY_NUMBER)], "full width"),
        ("123456789012", [], "a wrong check digit"),
        ("1234567890180", [], "a digit more"),
        ("返品は30日以内、送料は500円です。", [], "none"),
    ],
)
def test_personal_data_is_found_however_it_is_written(content, expected, why):
    assert found(content) == expected, why


def test_each_find_tells_its_place_in_the_text_as_it_was():
    content = "電話：０９０－１２３４－５６７８、メール：ａ@b.jp"
    places = {each.kind: content[each.start : each.end] for each in personal.find(content)}
    assert places == {"phone": "０９０－１２３４－５６７８", "email": "ａ@b.jp"}


def test_kinds_can_be_chosen():
    content = "a@b.jp 090-1234-5678"
    assert [each.kind for each in personal.find(content, ["phone"])] == ["phone"]


@given(st.text(alphabet="0123456789- ()+〒ー@.a４", max_size=80))
def test_whatever_the_text_finds_lie_in_it_and_have_a_value(content):
    for each in personal.find(content):
        assert each.value
        assert 0 <= each.start < each.end <= len(content)


@given(st.integers(0, 10**11 - 1))
def test_eleven_digits_have_exactly_one_check_digit(number):
    assert sum(bool(personal.read_my_number(f"{number:011d}{last}")) for last in range(10)) == 1
