"""Amounts, differences and times that stand inside the other texts.

Sums below a dollar have two digits that count (`cents`), others two decimals.
"""

from lifecycle.messages.entry import Entry

FORMATS = {"share": ".1f", "ms": ",.0f", "tokens": ",.0f", "usd": ",.2f", "cents": ".2g"}

TEXTS: dict[str, Entry] = {
    **{
        f"gates.ends.amount.{unit}": Entry(f"{{value:{form}}}", f"{{value:{form}}}")
        for unit, form in FORMATS.items()
    },
    **{
        f"gates.ends.difference.{unit}": Entry(f"{{value:+{form}}}", f"{{value:+{form}}}")
        for unit, form in FORMATS.items()
    },
    "gates.amount.share": Entry("{value:.1f} %", "{value:.1f} %"),
    "gates.amount.ms": Entry("{value:,.0f} ms", "{value:,.0f} ミリ秒"),
    "gates.amount.tokens": Entry("{value:,.0f} tokens", "{value:,.0f} トークン"),
    "gates.amount.usd": Entry("USD {value:,.2f}", "{value:,.2f} ドル"),
    "gates.amount.cents": Entry("USD {value:.2g}", "{value:.2g} ドル"),
    "gates.difference.share": Entry("{value:+.1f} points", "{value:+.1f} ポイント"),
    "gates.difference.ms": Entry("{value:+,.0f} ms", "{value:+,.0f} ミリ秒"),
    "gates.difference.tokens": Entry("{value:+,.0f} tokens", "{value:+,.0f} トークン"),
    "gates.difference.usd": Entry("USD {value:+,.2f}", "{value:+,.2f} ドル"),
    "gates.difference.cents": Entry("USD {value:+.2g}", "{value:+.2g} ドル"),
    "gates.margin.share": Entry("{value:.1f} points", "{value:.1f} ポイント"),
    "gates.margin.ms": Entry("{value:,.0f} ms", "{value:,.0f} ミリ秒"),
    "gates.margin.tokens": Entry("{value:,.0f} tokens", "{value:,.0f} トークン"),
    "gates.margin.usd": Entry("USD {value:,.2f}", "{value:,.2f} ドル"),
    "gates.margin.cents": Entry("USD {value:.2g}", "{value:.2g} ドル"),
    "gates.growth.share": Entry("{value:+.1f} %", "{value:+.1f} %"),
    "gates.ends.growth.share": Entry("{value:+.1f}", "{value:+.1f}"),
    "gates.lasting.days": Entry("{n:day|days}", "{n:,} 日"),
    "gates.lasting.hours": Entry("{n:hour|hours}", "{n:,} 時間"),
    "gates.lasting.minutes": Entry("{n:minute|minutes}", "{n:,} 分"),
}
