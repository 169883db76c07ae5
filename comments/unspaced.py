"""Scripts that put no space between words, where whoever looks for words looks for signs."""

from typing import Final

# Inside a character class of a pattern: Thai, Lao, Burmese, Khmer, kana, and Chinese characters.
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
